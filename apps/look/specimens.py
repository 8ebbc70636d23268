"""What the style guide shows where a page would have something of its own."""

from hashlib import blake2s

from django import forms

from .paging import KeysetPage, number_page


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
        "numbers": number_page(300, "7"),
        "cursors": KeysetPage([], "newer=8", "older=5"),
        "seeds": [blake2s(bytes([n]), digest_size=6).hexdigest() for n in range(24)],
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
