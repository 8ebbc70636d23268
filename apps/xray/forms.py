"""What can be asked of a request that is made again."""

import re
from urllib.parse import unquote, urlencode

from django import forms
from django.conf import settings
from django.urls import Resolver404, resolve

from . import redaction, replaying
from .replaying import Change

# Layers of Django's own that guard nothing: what a person may see does not depend on
# them, or only less is seen without them. XRAY_OPTIONAL_LAYERS names more.
OPTIONAL = {
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.security.SecurityMiddleware",
}
HEADER_VALUE = re.compile(r"[\x20-\x7e]{0,200}")


class ReplayForm(forms.Form):
    """One thing that shall be otherwise. Which one: the button that was pressed."""

    address = forms.CharField(
        max_length=2_000,
        help_text="X-ray keeps no part of an address that may be private. Write or "
        "paste the whole one, so that this very page can be made again.",
    )
    header_off = forms.ChoiceField(label="Header", required=False)
    header_on = forms.ChoiceField(label="Header", required=False)
    header_value = forms.CharField(label="Its value", required=False)
    layer = forms.ChoiceField(label="Layer", required=False)
    variant = forms.ChoiceField(label="Way", required=False)
    # Each of these has its label; that the others are left alone goes without saying.
    all_optional = True

    def __init__(self, found, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        self.address = address_of(found)
        if self.address is not None:
            del self.fields["address"]
        variants = (found["view"] or {}).get("variants") or []
        self.variants = {each["name"]: each["sentence"] for each in variants}
        sent = [each["name"] for each in found["request"]["headers"]]
        self.fields["header_off"].choices = pairs(n for n in sent if may_go(n))
        self.fields["header_on"].choices = pairs(replaying.HEADERS)
        self.fields["layer"].choices = layers_of(found)
        self.fields["variant"].choices = list(self.variants.items())

    def clean_address(self):
        path, mark, query = self.cleaned_data["address"].strip().partition("?")
        path = re.sub(r"^https?://[^/]*", "", path.partition("#")[0])
        typed = unquote(path) + mark + query.partition("#")[0]
        if not is_the_address(self.found, typed):
            raise forms.ValidationError("This is not the address of that request.")
        return typed

    def clean_header_value(self):
        value = self.cleaned_data["header_value"]
        if not HEADER_VALUE.fullmatch(value):
            message = "Up to 200 letters, digits and signs of ASCII, please."
            raise forms.ValidationError(message)
        return value

    def clean(self):
        given = super().clean()
        if not self.errors:
            given["change"] = self.change(given)
        return given

    def change(self, given):
        kind = self.data.get("change", "")
        name = value = ""
        if kind == "header_on":
            name = given["header_on"]
            value = given["header_value"] or replaying.HEADERS.get(name, "")
        elif kind in {"header_off", "layer", "variant"}:
            name = given[kind]
            value = self.variants.get(name, "")
        if kind not in replaying.SENTENCES or kind == "nothing":
            raise forms.ValidationError("Say what shall be otherwise.")
        if kind != "guest" and not name:
            raise forms.ValidationError("Choose one of the list beside the button.")
        return Change(kind, name, value)


def pairs(names):
    return [(name, name) for name in dict.fromkeys(names)]


def may_go(header):
    return header.lower() in redaction.OF_BROWSERS


def layers_of(found):
    """Give the layers that this request went through and that may be left out."""
    optional = OPTIONAL.union(getattr(settings, "XRAY_OPTIONAL_LAYERS", ()))
    paths = [layer["path"] for layer in found["middleware"]]
    return [(path, path) for path in paths if path in optional]


# The address: a trace keeps only those parts that say nothing about a person.


def address_of(found):
    """Give the whole address of a trace's request; None if parts are held back."""
    request = found["request"]
    if redaction.HIDDEN in request["path"]:
        return None
    if any(each["redacted"] for each in request["query"]):
        return None
    query = urlencode([(each["name"], each["value"]) for each in request["query"]])
    return request["path"] + (f"?{query}" if query else "")


def is_the_address(found, typed):
    """Say whether a typed address is the one of the trace, as far as the trace knows."""
    path, _, query = typed.partition("?")
    request = found["request"]
    return (
        redaction.path(path, matching(path)) == request["path"]
        and redaction.query(query) == request["query"]
    )


def matching(path):
    try:
        return resolve(path)
    except Resolver404:
        return None
