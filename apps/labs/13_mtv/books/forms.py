"""What readers type in, and what of it is accepted."""

from django import forms

from .models import Review


class ReviewForm(forms.ModelForm):
    """A review; its book is known from the address and not asked for."""

    class Meta:
        model = Review
        # Named one by one: a field that the model gets later is not open to everybody.
        fields = ["name", "stars", "text"]
