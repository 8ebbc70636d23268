from django import forms

from .models import Preference


class PreferenceForm(forms.ModelForm):
    """A table: what can happen, and for each how it is mailed."""

    class Meta:
        model = Preference
        fields = Preference.CHOICES
        widgets = dict.fromkeys(Preference.CHOICES, forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = field.label[0].upper() + field.label[1:]

    def save(self):
        """Write these columns only; the weekly letter's dates are housekeeping's."""
        super().save(commit=False).keep(self.Meta.fields)
