import uuid

from django import forms

from apps.look import markup, pictures

from .models import Bookmark, Comment, Tag, Topic
from .models.picture import LARGE, SMALL
from .models.tag import MOST_TAGS

# More than anybody may choose in the end: a draft may have too many.
MOST_CHOSEN = 50
TEXT = {"rows": 8, "dir": "auto", "data-key": "r"}


class Words:
    """Words as the database and the pages can bear them."""

    def clean_text(self):
        return markup.clean_text(self.cleaned_data["text"])

    def clean_note(self):
        return markup.clean_line(self.cleaned_data["note"])

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

    @property
    def is_untouched(self):
        """Whether it asks for words alone and has none: it looks so to everybody."""
        asks_more = self.fields.keys() - {"text", "form_key"}
        return not (self.is_bound or asks_more or self["text"].value())


class TagsField(forms.ModelMultipleChoiceField):
    """Some of the tags there are."""

    class Boxes(forms.CheckboxSelectMultiple):
        """One template in all, where Django renders two a box."""

        template_name = "forum/_tag_boxes.html"

    widget = Boxes

    def __init__(self, **kwargs):
        super().__init__(
            Tag.objects.current(),
            required=False,
            help_text=f"What it is about: at most {MOST_TAGS}.",
            **kwargs,
        )

    def clean(self, value):
        tags = super().clean(value)
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(f"Choose {MOST_TAGS} tags at most.")
        return tags


class TaggedForm(CleanWords):
    """A form with the tags of a topic, once there are any."""

    tags = TagsField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not Tag.objects.current().exists():
            del self.fields["tags"]


class TopicForm(TaggedForm, CommentForm):
    title = forms.CharField(
        max_length=Topic._meta.get_field("title").max_length,
        help_text="A question or a statement that says what it is about.",
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    field_order = ["title", "text", "tags"]


class ChosenField(forms.Field):
    """Keys of what was chosen, as they come: what is none is left out, not refused."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        keys = [int(key) for key in value or [] if key.isdecimal() and len(key) < 10]
        return keys[:MOST_CHOSEN]


class DraftForm(Words, forms.Form):
    """Words as they are while somebody writes: unfinished, and perhaps too long."""

    title = forms.CharField(required=False, strip=False, max_length=1_000)
    text = forms.CharField(required=False, strip=False, max_length=60_000)
    tags = ChosenField(required=False)
    form_key = forms.UUIDField(required=False)

    def clean_title(self):
        return markup.clean_text(self.cleaned_data["title"])


class TopicTitleForm(TaggedForm):
    class Meta:
        model = Topic
        fields = ["title", "tags"]
        widgets = {"title": forms.TextInput(attrs={"dir": "auto"})}


class BookmarkForm(CleanWords):
    class Meta:
        model = Bookmark
        fields = ["note"]
        labels = {"note": "Your note"}
        help_texts = {"note": "Why you want to find it again. Only you read this."}
        widgets = {"note": forms.TextInput(attrs={"dir": "auto"})}


class PictureForm(forms.Form):
    """A picture for a text. Its fields stand in forum/_attach.html."""

    # Not an ImageField: that would try every format that Pillow knows.
    picture = forms.FileField(
        max_length=200,
        error_messages={
            "required": "Choose the picture, too: your browser has not sent one.",
            "missing": "Choose the picture, too: your browser has not sent one.",
            "empty": "This file is empty. Please choose another one.",
            "max_length": "The name of this file is too long. Please shorten it.",
        },
    )
    alt = forms.CharField(
        max_length=300,
        error_messages={
            "required": "Say in a few words what your picture shows, for those who do "
            "not see it. Then choose it again."
        },
    )

    def clean_picture(self):
        return pictures.redraw_sizes(self.cleaned_data["picture"], LARGE, SMALL)

    def clean_alt(self):
        return markup.clean_line(self.cleaned_data["alt"])
