from django import forms

from apps.look import pictures

from . import avatars


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

    def clean_picture(self):
        return pictures.redraw_square(self.cleaned_data["picture"], avatars.SIDE)
