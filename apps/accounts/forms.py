import unicodedata
from functools import cache
from importlib import resources

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.views.decorators.debug import sensitive_variables

from apps.look import limits, markup

from . import joining, passwords, tasks
from .access import why_not_present
from .admission import Application
from .confusables import skeleton
from .models import KeptName, User, fold
from .names import validate_display, validate_unlike_staff, validate_unmistakable
from .traps import TrapForm
from .validators import validate_address, validate_encodable, validate_username

PASSWORD_LENGTH = 128
PASSWORD_HELP = (
    "At least 8 characters, of any kind. Four words that do not belong together "
    "are easy to keep in mind and hard to guess."
)


class UsernameField(auth_forms.UsernameField):
    """A username in NFKC, sound enough to be looked up."""

    default_validators = [validate_username]


class AddressField(forms.EmailField):
    """An e-mail address in NFKC, sound enough to be looked up."""

    default_validators = [validate_email, validate_address]

    def __init__(self, **kwargs):
        attrs = {"autocomplete": "email", "autocapitalize": "none"}
        kwargs.setdefault("widget", forms.EmailInput(attrs))
        kwargs.setdefault("label", "E-mail address")
        super().__init__(**{"max_length": 254, **kwargs})

    def to_python(self, value):
        value = super().to_python(value)
        if len(value) > self.max_length:
            return value  # refused in a moment: not worth normalizing
        return unicodedata.normalize("NFKC", value)


class PasswordField(forms.CharField):
    """A password exactly as typed, spaces included.

    It has no `maxlength` in HTML: a browser would cut what is pasted, and say nothing.
    """

    def __init__(self, *, autocomplete, **kwargs):
        message = f"A password has {PASSWORD_LENGTH} characters at most."
        super().__init__(
            strip=False,
            widget=forms.PasswordInput({"autocomplete": autocomplete}),
            validators=[
                MaxLengthValidator(PASSWORD_LENGTH, message),
                validate_encodable,
            ],
            **kwargs,
        )


class TextField(forms.CharField):
    """A text of several lines, counted as the browser counts it: \\n is one."""

    widget = forms.Textarea

    def to_python(self, value):
        return markup.clean_text(super().to_python(value))


class LongSelect(forms.Select):
    """A list of hundreds: one template in all, where Django renders two an option."""

    template_name = "accounts/_select.html"


class NameMixin:
    """Refuse a username that can be taken for somebody else's."""

    def clean_username(self):
        username = self.cleaned_data["username"]
        if self.instance.pk and username == self.instance.username:
            return username
        keys = fold(username), skeleton(username)
        others = list(self.others().looking_like(username)[:2])
        is_taken = any(other.username_key == keys[0] for other in others)
        if is_taken or any(KeptName.objects.holds(key) for key in keys):
            raise ValidationError("This name is taken.", code="unique")
        if others:
            raise ValidationError(
                f"This name looks like that of another member, {others[0].username}. "
                "Please choose one that is easier to tell from it.",
                code="look_alike",
            )
        validate_unmistakable(username)
        validate_unlike_staff(username, self.instance)
        return username

    def clean_display_name(self):
        return clean_display_name(self)

    def others(self):
        return User.objects.exclude(pk=self.instance.pk)


class NamesMixin(NameMixin):
    """Refuse somebody else's address, too; only for those who may know of it."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email and self.others().filter(email_key=fold(email)).exists():
            raise ValidationError("This address has an account.", code="unique")
        return email


class AnnouncedMixin:
    """Do all that belongs to a new password: see passwords.py."""

    def set_password_and_save(self, user, *args, commit=True, **kwargs):
        super().set_password_and_save(user, *args, commit=False, **kwargs)
        if commit:
            passwords.changed(user)
        return user


class RegisterForm(TrapForm, NameMixin, forms.ModelForm):
    """A registration. Whether the address has an account, it neither asks nor says."""

    email = AddressField(
        help_text="We send a link there, to confirm that it is yours. "
        "Of all others, only the site’s administrators can see it."
    )
    password = PasswordField(autocomplete="new-password", help_text=PASSWORD_HELP)
    words = TextField(
        label="What brings you here?",
        max_length=Application._meta.get_field("words").max_length,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text="A few sentences, for those who decide.",
    )

    class Meta:
        model = User
        fields = ["username", "display_name"]
        field_classes = {"username": UsernameField}
        help_texts = {
            "username": "2 to 30 letters, digits, hyphens or underscores, of any "
            "script. It is part of your page’s address.",
            "display_name": "What others read beside your words. "
            "Without one, it is your username.",
            "shortcuts": "Single keys that lead on, such as j to the next comment; "
            "? lists them.",
        }
        error_messages = {"username": {"unique": "This name is taken."}}

    field_order = ["username", "email", "password", "display_name", "words"]

    def __init__(self, *args, needs_approval=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not needs_approval:
            del self.fields["words"]

    @sensitive_variables("password")
    def _post_clean(self):
        super()._post_clean()
        password = self.cleaned_data.get("password")
        if password:
            email = self.cleaned_data.get("email", "")
            names = {name: getattr(self.instance, name) for name in self.Meta.fields}
            try:
                validate_password(password, User(email=email, **names))
            except ValidationError as error:
                self.add_error("password", error)

    def save(self, invitation=None):
        user = super().save(commit=False)
        user.set_password(self.cleaned_data["password"])
        words = self.cleaned_data.get("words")
        return joining.join(user, self.cleaned_data["email"], invitation, words)


class AskedAgainMixin:
    """Ask members for their password: who finds a browser open does not know it."""

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    @sensitive_variables("password")
    def clean_password(self):
        password = self.cleaned_data["password"]
        compare_password(self.request, password)
        return password


@sensitive_variables("password")
def compare_password(request, password):
    """Ask as at the door, where wrong passwords are counted."""
    name = request.user.username
    if not authenticate(request, username=name, password=password):
        raise ValidationError(
            "This is not your password. Please type it again.", code="incorrect"
        )


class EmailForm(AskedAgainMixin, forms.Form):
    email = AddressField(
        label="New e-mail address",
        help_text="We send a link there. Until you confirm it, nothing changes.",
    )
    password = PasswordField(label="Your password", autocomplete="current-password")

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email == self.request.user.email:
            raise ValidationError("This is your address already.", code="same")
        return email


class LoginForm(auth_forms.AuthenticationForm):
    username = forms.CharField(
        label="Username or e-mail address",
        max_length=254,
        validators=[validate_encodable],
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = PasswordField(label="Password", autocomplete="current-password")

    error_messages = {
        "invalid_login": "This name and this password do not match. Please look at "
        "both again; in a password, capital letters count."
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Django puts a username's 30 here; an address is longer.
        self.fields["username"].widget.attrs["maxlength"] = 254

    def clean(self):
        """Compare the password only while the limit allows it: a hash is slow."""
        if limits.spend(self.request, "login", self):
            super().clean()
        return self.cleaned_data

    def confirm_login_allowed(self, user):
        """Tell who is blocked until when and why; they gave the right password."""
        if user.is_shut_out:
            raise ValidationError(user.why_blocked, code="blocked")
        super().confirm_login_allowed(user)


class StaffLoginForm(LoginForm, AdminAuthenticationForm):
    """The same at the door of the back office."""

    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": "This name and this password do not match, or the account "
        "may not open the back office.",
    }


class NewPasswordForm(AnnouncedMixin, auth_forms.SetPasswordForm):
    new_password1 = PasswordField(
        label="New password", autocomplete="new-password", help_text=PASSWORD_HELP
    )
    new_password2 = PasswordField(
        label="New password, once more", autocomplete="new-password"
    )

    error_messages = {"password_mismatch": "The two are not the same."}

    def validate_password_for_user(self, user, password_field_name):
        """Say what is wrong beside the first of the two."""
        super().validate_password_for_user(user, "new_password1")


class PasswordChangeForm(NewPasswordForm, auth_forms.PasswordChangeForm):
    old_password = PasswordField(
        label="Your password now", autocomplete="current-password"
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    @sensitive_variables("password")
    def clean_old_password(self):
        password = self.cleaned_data["old_password"]
        compare_password(self.request, password)
        return password


class PasswordResetForm(forms.Form):
    email = AddressField()

    def save(self, **options):
        """Queue the letter, with or without an account: see tasks.py.

        The options are those that Django's view gives to Django's form.
        """
        tasks.send_password_reset.enqueue(self.cleaned_data["email"])


class ProfileForm(forms.ModelForm):
    bio = TextField(
        label="About you",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 6}),
        help_text="It stands on your page. Markdown works: **bold**, "
        "[a link](https://example.org), a list with hyphens.",
    )
    time_zone = forms.ChoiceField(
        required=False,
        widget=LongSelect,
        help_text="Dates and times are shown to you in it.",
    )

    class Meta:
        model = User
        fields = ["display_name", "bio", "time_zone", "theme", "shortcuts"]
        fields += ["watches_automatically"]
        labels = {"theme": "Light or dark"}
        help_texts = {
            "display_name": "What others read beside your words. "
            "Without one, it is your username.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance.time_zone
        self.fields["time_zone"].choices = [
            ("", f"As the site ({settings.TIME_ZONE})"),
            *zones_by_region(),
            # A name that is valid, but that no list of today has any more.
            *([(kept, kept)] if kept and kept not in zones() else []),
        ]

    def clean_display_name(self):
        return clean_display_name(self)

    def clean(self):
        """Refuse new words of who is blocked; emptying them harms nobody."""
        cleaned = super().clean()
        why = why_not_present(self.instance)
        for name in ["display_name", "bio"]:
            words = cleaned.get(name)
            if why and words and words != getattr(self.instance, name):
                self.add_error(name, ValidationError(why, code="blocked"))
        return cleaned

    def save(self):
        """Write these columns only: another request may be changing others."""
        member = super().save(commit=False)
        member.save(update_fields=self.Meta.fields)
        return member


def clean_display_name(form):
    """Give the name on one line; a new one must not pass for somebody else's."""
    name = composed_line(form.cleaned_data["display_name"])
    if name and name != form.instance.display_name:
        validate_display(name, form.instance)
    return name


def composed_line(text):
    """Give a name on one line, its letters composed (é as one code point)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@cache
def zones():
    """List the time zones of today's places, without the old names for them.

    The tz database itself keeps that list, a line a zone:
    DE	+5230+01322	Europe/Berlin	most of Germany
    """
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if line[0] != "#"]
    return ["UTC", *sorted(row[2] for row in rows)]


@cache
def zones_by_region():
    """Group the zones for a <select>: Europe, and in it Berlin."""
    groups = {}
    for zone in zones():
        region, _, place = zone.partition("/")
        place = place.replace("_", " ").replace("/", ", ")
        groups.setdefault(region, []).append((zone, place or zone))
    return list(groups.items())
