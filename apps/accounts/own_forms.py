from django import forms

from apps.look import limits, pictures

from . import avatars
from .forms import AskedAgainMixin, PasswordField
from .models import Departure


class AvatarForm(forms.Form):
    # Not an ImageField: that would try every format that Pillow knows.
    picture = forms.FileField(
        max_length=200,
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
        help_text="PNG, JPEG or WebP, up to "
        f"{pictures.MAX_BYTES // 1024**2} MB. The middle of it is cut out as a square "
        "and drawn anew; where and when a photo was taken is not kept.",
        error_messages={
            "required": "Choose a picture first.",
            "missing": "Choose a picture first.",
            "empty": "This file is empty. Please choose another one.",
            "max_length": "The name of this file is too long. Please shorten it.",
        },
    )

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_picture(self):
        """Decode the picture only while the limit allows it: that takes long."""
        if not limits.spend(self.request, "upload", self):
            return None
        return pictures.redraw_square(self.cleaned_data["picture"], avatars.SIDE)


class LeaveForm(AskedAgainMixin, forms.Form):
    content = forms.ChoiceField(
        label="What shall become of what you wrote?",
        choices=Departure.Content.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    password = PasswordField(
        label="Your password",
        autocomplete="current-password",
        help_text="So that nobody else closes your account who finds this browser open.",
        error_messages={"required": "Type your password."},
    )
