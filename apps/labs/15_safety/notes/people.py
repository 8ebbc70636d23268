"""Members: joining, signing in and out, and what they say of themselves."""

import functools
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.hashers import check_password, make_password
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .models import Member

THEMES = ["light", "dark"]


def member_of(request):
    """Give who is signed in, or None."""
    return Member.objects.filter(pk=request.session.get("member")).first()


def show(request, template, status=200, **shown):
    """Fill a template, which also knows who looks at it and in which theme."""
    shown |= {
        "member": member_of(request),
        "theme": request.session.get("theme", "light"),
    }
    return render(request, template, shown, status=status)


def needs_member(view):
    """Send a visitor to sign in, and back again afterwards."""

    @functools.wraps(view)
    def guarded(request, *words, **named):
        if member_of(request):
            return view(request, *words, **named)
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('notes:sign_in')}?{query}")

    return guarded


class JoinForm(forms.ModelForm):
    """A new member. Who tries a name learns whether it is taken: names are public here."""

    class Meta:
        model = Member
        fields = ["name", "password"]
        widgets = {"password": forms.PasswordInput}


def join(request):
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = form.save(commit=False)
        # A salted hash, slow on purpose: who steals the table has no password yet, and
        # two members with the same one do not look alike.
        member.password = make_password(form.cleaned_data["password"])
        member.save()
        return redirect("notes:sign_in")
    return show(request, "notes/join.html", form=form)


def sign_in(request):
    error = ""
    if request.method == "POST":
        name, password = request.POST.get("name", ""), request.POST.get("password", "")
        member = Member.objects.filter(name=name).first()
        if member is None:
            # As much work as for a member: else a clock would tell who is one.
            make_password(password)
        elif check_password(password, member.password):
            # A new key for the session, which nobody can have known before; what was
            # chosen before, such as the theme, is kept.
            request.session.cycle_key()
            request.session["member"] = member.pk
            return redirect(next_of(request))
        # One sentence for both: who tries names learns none.
        error = "This name and this password do not belong together."
    return show(request, "notes/sign_in.html", error=error)


def next_of(request):
    """Give where to go after signing in, if that is a page of this site."""
    target = request.GET.get("next", "")
    # Browsers read //host, /\host and https:host as addresses elsewhere. The function
    # knows them all; a rule of one's own forgets one.
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return reverse("notes:note_list")


@require_POST
def sign_out(request):
    # The session ends on the server. To forget the cookie would leave it open for
    # everybody who has seen the key.
    request.session.flush()
    return redirect("notes:note_list")


def forgot(request):
    """Ask the warden for help. The answer is the same whether there is such a member."""
    has_asked = request.method == "POST"
    if has_asked:
        name = request.POST.get("name", "")
        Member.objects.filter(name=name).update(needs_help=True)
    return show(request, "notes/forgot.html", has_asked=has_asked)


@require_POST
def theme(request):
    """Choose a theme; no account is needed, the session keeps it."""
    if request.POST.get("theme") in THEMES:
        request.session["theme"] = request.POST["theme"]
    return redirect("notes:note_list")


class ProfileForm(forms.ModelForm):
    """What a member may say of themselves, named field by field.

    Whatever else a request brings along (is_moderator=on) is not in the form, and so it
    is not in the member either.
    """

    # Escaping cannot help here: javascript:alert(1) has no < in it. A link leads to a
    # page by http or https, and this field takes nothing else.
    homepage = forms.URLField(required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Member
        fields = ["homepage", "about"]

    def clean_homepage(self):
        homepage = self.cleaned_data["homepage"]
        if homepage and not homepage.startswith(("http://", "https://")):
            raise forms.ValidationError("The address of a page begins with https://.")
        return homepage


@needs_member
def profile(request):
    form = ProfileForm(request.POST or None, instance=member_of(request))
    if request.method == "POST" and form.is_valid():
        member = form.save()
        return redirect("notes:member_detail", member.name)
    return show(request, "notes/profile.html", form=form)


def member_detail(request, name):
    person = get_object_or_404(Member, name=name)
    return show(request, "notes/member_detail.html", person=person)
