from django import forms


class ThemeForm(forms.Form):
    """How the pages look to this reader."""

    theme = forms.ChoiceField(
        label="Colours",
        choices=[
            ("system", "As my device has it"),
            ("light", "Light"),
            ("dark", "Dark"),
        ],
        widget=forms.RadioSelect,
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
