"""What the style guide shows where a page would have something of its own."""

from types import SimpleNamespace

from django import forms


class SpecimenForm(forms.Form):
    """One field of each kind, one of them refused."""

    title = forms.CharField(
        help_text="A question or a statement that says what it is about.",
        max_length=120,
    )
    board = forms.ChoiceField(choices=[("1", "First steps"), ("2", "Django")])
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}))
    order = forms.ChoiceField(
        choices=[("new", "The newest first"), ("old", "The oldest first")],
        widget=forms.RadioSelect,
    )
    picture = forms.FileField(required=False, help_text="PNG, JPEG or WebP.")
    watch = forms.BooleanField(required=False, label="Tell me when somebody answers")


def specimens():
    """Give the style guide its form, its pagers, its faces, its colours."""
    return {
        "form": SpecimenForm(
            {"title": "", "board": "2", "text": "Hello", "order": "new"}
        ),
        "numbers": SimpleNamespace(
            number=3, last=15, around=[1, None, 2, 3, 4, None, 15]
        ),
        "cursors": SimpleNamespace(newer="after=8", older="before=5"),
        "seeds": [f"{n * 6_364_136_223_846 % 2**48:012x}" for n in range(3, 27)],
        "colours": [
            "paper",
            "sheet",
            "wash",
            "ink",
            "quiet",
            "line",
            "edge",
            "accent",
            "good",
            "warn",
            "bad",
            "role-m",
            "role-v",
            "role-t",
            "role-f",
            "role-s",
        ],
    }
