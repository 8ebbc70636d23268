"""Members: joining, signing in and out, and what they say of themselves."""

import functools
from urllib.parse import urlencode

from django.http import HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse

from .models import Member


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


def join(request):
    error = ""
    if request.method == "POST":
        name, password = request.POST.get("name", ""), request.POST.get("password", "")
        if name and password and not Member.objects.filter(name=name).exists():
            Member.objects.create(name=name, password=password)
            return redirect("notes:sign_in")
        error = "This name is taken, or something is missing."
    return show(request, "notes/join.html", error=error)


def sign_in(request):
    error = ""
    if request.method == "POST":
        name, password = request.POST.get("name", ""), request.POST.get("password", "")
        member = Member.objects.filter(name=name).first()
        if member is None:
            error = "There is no member of this name."
        elif password != member.password:
            error = "The password is wrong."
        else:
            request.session["member"] = member.pk
            return redirect(request.GET.get("next") or "notes:note_list")
    return show(request, "notes/sign_in.html", error=error)


def sign_out(request):
    response = redirect("notes:note_list")
    response.delete_cookie("sessionid")
    return response


def forgot(request):
    """Ask the warden for help."""
    answer = ""
    if request.method == "POST":
        name = request.POST.get("name", "")
        found = Member.objects.filter(name=name).update(needs_help=True)
        answer = "The warden is going to call." if found else "There is no such member."
    return show(request, "notes/forgot.html", answer=answer)


def theme(request):
    """Choose a theme; no account is needed, the session keeps it."""
    request.session["theme"] = request.POST.get("theme", "light")
    return redirect("notes:note_list")


@needs_member
def profile(request):
    member = member_of(request)
    if request.method == "POST":
        for name, value in request.POST.items():
            setattr(member, name, value)
        member.save()
        return redirect("notes:member_detail", member.name)
    return show(request, "notes/profile.html")


def member_detail(request, name):
    person = Member.objects.filter(name=name).first()
    if person is None:
        return HttpResponseNotFound(f"<h1>There is no member {name}</h1>")
    return show(request, "notes/member_detail.html", person=person)
