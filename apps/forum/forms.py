import uuid

from django import forms

from apps.look import markup

from .models import Comment, Topic

TEXT = {"rows": 8, "dir": "auto"}


class Words:
    """Words as the database and the pages can bear them."""

    def clean_text(self):
        return markup.clean_text(self.cleaned_data["text"])

    def clean_title(self):
        return markup.clean_line(self.cleaned_data["title"])


class CleanWords(Words, forms.ModelForm):
    """A form whose words are kept as the database and the pages can bear them."""


class WritingForm(CleanWords):
    """A form whose second copy can be told from the first by a hidden key."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class CommentForm(WritingForm):
    class Meta:
        model = Comment
        fields = ["text"]
        labels = {"text": "Your text"}
        help_texts = {
            "text": "Markdown: **bold**, `code`, ``` around a block of code, > before a quote, @name to call somebody."
        }
        widgets = {"text": forms.Textarea(attrs=TEXT)}


class TopicForm(CommentForm):
    title = forms.CharField(
        max_length=Topic._meta.get_field("title").max_length,
        help_text="A question or a statement that says what it is about.",
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    field_order = ["title", "text"]


class DraftForm(Words, forms.Form):
    """Words as they are while somebody writes: unfinished, and perhaps too long."""

    title = forms.CharField(required=False, strip=False, max_length=1_000)
    text = forms.CharField(required=False, strip=False, max_length=60_000)
    form_key = forms.UUIDField(required=False)

    def clean_title(self):
        return markup.clean_text(self.cleaned_data["title"])


class TopicTitleForm(CleanWords):
    class Meta:
        model = Topic
        fields = ["title"]
        widgets = {"title": forms.TextInput(attrs={"dir": "auto"})}
