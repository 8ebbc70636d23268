"""A small Django site for the tests: one address for each thing that X-ray shows."""

import functools
import io
import logging
import warnings

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection, transaction
from django.dispatch import Signal
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import include, path, re_path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.generic import ListView, View

logger = logging.getLogger("specimens")
finished = Signal()


# Layers


def outer(get_response):
    """Answers one address itself; adds, changes and removes headers of the others."""

    def middleware(request):
        if request.path == "/closed/":
            return HttpResponse("We are closed.", status=503)
        request.came_at = "noon"
        request.META["SPECIMEN_KEY"] = "put by a layer"
        response = get_response(request)
        response["X-Frame-Options"] = "DENY"
        if "Retry-After" in response:
            response["Retry-After"] = "30"
            del response["Age"]
            response.set_cookie("flavour", "strawberry-jam", max_age=60)
            response.status_code = 202
        return response

    return middleware


class Inner:
    """A layer with a hook, which makes its own answer of one view's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path == "/headers/":
            return HttpResponse("a longer body", headers=response.headers)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.path == "/hook/":
            return HttpResponse("from the hook")


# Views


def shouted(view):
    @functools.wraps(view)
    def louder(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    return louder


def plain(request):
    """Answer with nothing but text."""
    return HttpResponse("plain")


def headers(request):
    return HttpResponse("body", headers={"Retry-After": "5", "Age": "1"})


@shouted
@require_safe
def page(request, word, number=0):
    """Show a page with everything that templates have."""
    rows = Permission.objects.order_by("pk")[:4]
    given = {"rows": rows, "word": word, "number": number, "umlauts": "Grüße, 世界"}
    return render(request, "specimens/page.html", given)


def wide(request):
    """Ask for many rows one by one, in a template."""
    views = Permission.objects.filter(codename__startswith="view").order_by("pk")
    rows = list(views[:5])
    return render(request, "specimens/wide.html", {"rows": rows})


def repeated(request):
    """Ask the same thing three times, write, and fail to."""
    for _ in range(3):
        Permission.objects.count()
    with transaction.atomic():
        group = request.user.groups.model(name="specimen")
        group.save()
        group.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'a literal secret', 1234567890, %s", ["parameter"])
        cursor.fetchall()
    return HttpResponse()


class Sorter(forms.Form):
    name = forms.CharField(max_length=3)
    password = forms.CharField(widget=forms.PasswordInput)
    size = forms.IntegerField(required=False)


def form(request):
    """Check a form and show it."""
    sorter = Sorter(request.POST or None)
    if sorter.is_valid():
        messages.success(request, f"Hello {sorter.cleaned_data['name']}")
        return redirect("/plain/")
    return render(request, "specimens/form.html", {"form": sorter})


def events(request):
    """Do one of each thing that is noted."""
    cache.clear()
    cache.get("greeting:8f14e45fceea167a5a36dedd4bea2543", "none")
    cache.set("greeting", "top secret")
    cache.get_or_set("greeting", "other")
    messages.info(request, "the text of a message", extra_tags="calm")
    logger.warning("A constant of the source, %s", "an argument")
    logger.warning(f"Composed of {request.method}")
    finished.send(sender=Sorter)
    return HttpResponse()


def hear(sender, **kwargs):
    """Listen to the specimens' signal."""


finished.connect(hear)


class Rows(ListView):
    template_name = "specimens/wide.html"
    context_object_name = "rows"
    queryset = Permission.objects.order_by("pk")[:2]


@method_decorator(sensitive_post_parameters(), name="dispatch")
class Door(View):
    """A class whose dispatch() is decorated, as that of Django's own LoginView."""

    def get(self, request):
        return HttpResponse("closed")

    def post(self, request):
        return HttpResponse("open")


class Counter(View):
    async def get(self, request):
        return HttpResponse(str(await get_user_model().objects.acount()))


async def waiting(request):
    """Ask the database without blocking."""
    return HttpResponse(str(await get_user_model().objects.acount()))


def later(request):
    """Leave the rendering to Django."""
    return TemplateResponse(request, "specimens/wide.html", {"rows": []})


def jinja(request):
    return render(request, "specimens/jinja.html", {"word": "hello"}, using="jinja2")


def stream(request):
    def chunks():
        for number in range(3):
            yield f"{number} {Permission.objects.count()}\n"

    return StreamingHttpResponse(chunks(), content_type="text/plain")


def file(request):
    return FileResponse(io.BytesIO(b"x" * 10_000), as_attachment=True, filename="a.bin")


def broken(request):
    password = "hunter-two-hundred"
    raise RuntimeError(f"the secret is {password}")


def broken_template(request):
    return render(request, "specimens/broken.html", {"wrong": Wrong()})


class Wrong:
    @property
    def thing(self):
        raise ValueError("a secret in a property")


def missing(request):
    raise Http404("no such secret")


def unchanged(request):
    return HttpResponseNotModified()


def large(request):
    """Show a page of ten megabytes."""
    return render(request, "specimens/large.html", {"line": "y" * 1000})


def many(request):
    """Ask five thousand questions."""
    with connection.cursor() as cursor:
        for number in range(5_000):
            cursor.execute("SELECT %s", [number])
    return HttpResponse("done")


def secrets(request):
    """Give a template all that must not be kept."""
    user = get_user_model()(username="someone", email="someone@example.org")
    given = {
        "password": "pw-in-a-context",
        "api_key": "key-in-a-context",
        "user_list": [user],
        "nested": {"token": "token-in-a-dict"},
        "number": 4111111111111111,
    }
    return render(request, "specimens/secrets.html", given)


def whoami(request):
    return HttpResponse(str(request.user.is_authenticated))


def two_ways(request):
    """Show rows that know their content type; or, in another way, that ask for it."""
    rows = Permission.objects.order_by("pk")[:3]
    if getattr(request, "variant", "") == "joined":
        rows = rows.select_related("content_type")
    else:
        rows = rows.all()
    names = [row.content_type.app_label for row in rows]
    return HttpResponse(" ".join(names))


two_ways.variants = {"joined": "With select_related, one query brings both"}


def warned(request):
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        warnings.warn("watch out", stacklevel=2)
    return HttpResponse()


inner = [
    path("<slug:word>/", page, name="page"),
    path("<slug:word>/<int:number>/", page, name="page_number"),
]
urlpatterns = [
    path("plain/", plain, name="plain"),
    path("headers/", headers),
    path("elsewhere/", include([path("nothing/", plain), path("more/", plain)])),
    path("pages/", include((inner, "specimens"))),
    path("wide/", wide),
    path("repeated/", repeated),
    path("form/", form),
    path("events/", events),
    path("rows/", Rows.as_view(), name="rows"),
    path("door/", never_cache(Door.as_view())),
    path("counter/", Counter.as_view()),
    path("waiting/", waiting),
    path("later/", later),
    path("jinja/", jinja),
    path("stream/", stream),
    path("file/", file),
    path("broken/", broken),
    path("broken-template/", broken_template),
    path("missing/", missing),
    path("unchanged/", unchanged),
    path("large/", large),
    path("many/", many),
    path("secrets/", secrets),
    path("hook/", plain),
    path("two-ways/", two_ways),
    path("whoami/", whoami),
    path("hostile/", include("apps.xray.tests.hostile")),
    re_path(r"^old/([a-z]+)/$", plain),
    path("reset/<uidb64>/<token>/", plain),
    path("xray/", include("apps.xray.urls")),
]


def handler500(request):
    return HttpResponse("Something went wrong.", status=500)
