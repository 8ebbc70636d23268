from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from apps.accounts.roles import holds
from apps.forum.access import boards_of
from apps.forum.models import Board
from apps.look import markup

from .conditions import KINDS
from .forms import BlockForm, ReasonForm
from .models import SavedSearch


class AboutMany(forms.Form):
    """What the form for one thing needs besides, to be about many."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    # What the page has shown. If something else is found now, it asks again.
    seen = forms.CharField(widget=forms.HiddenInput)


class BatchForm(AboutMany, ReasonForm):
    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user


class BatchMoveForm(BatchForm):
    board = forms.ModelChoiceField(None, label="To which board?")
    field_order = ["board"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        boards = Board.objects.open_to(self.user)
        if not holds(self.user, "forum.moderate"):
            # Beyond their own boards they could not take it back.
            boards = boards.filter(pk__in=boards_of(self.user))
        self.fields["board"].queryset = boards

    @property
    def details(self):
        return {"board": self.cleaned_data["board"]}


class BatchBlockForm(AboutMany, BlockForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, thing=None, **kwargs)


FORMS = {
    "move": BatchMoveForm,
    "block": BatchBlockForm,
    "change_block": BatchBlockForm,
}


class SavedSearchForm(forms.ModelForm):
    """A name for conditions, which come with the link that leads here."""

    class Meta:
        model = SavedSearch
        fields = ["name", "is_shared", "of", "conditions"]
        widgets = {"of": forms.HiddenInput, "conditions": forms.HiddenInput}

    user = None  # who asks; the admin says so

    @property
    def owner(self):
        return self.instance.owner if self.instance.pk else self.user

    def clean_name(self):
        return markup.clean_line(self.cleaned_data["name"])

    def clean(self):
        fields = super().clean()
        kind = KINDS.get(fields.get("of"))
        if kind is None or not fields.get("conditions"):
            raise ValidationError(
                "There is nothing to save. Fill in conditions above a list first; "
                "the link that saves them stands there."
            )
        conditions = kind.form(QueryDict(fields["conditions"]), user=self.user)
        if not conditions.is_valid() or not conditions.query():
            raise ValidationError("These conditions cannot be asked any more.")
        fields["conditions"] = conditions.query()
        same = SavedSearch.objects.filter(owner=self.owner)
        same = same.filter(of=kind.name, name=fields.get("name"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "You have a search of this name already.")
        return fields
