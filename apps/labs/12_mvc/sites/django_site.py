"""The two pages of the grid, on Django, in one file: what `startproject` lays into six."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])


def hello(request, name):
    return HttpResponse(f"Hello, {name}!", content_type="text/plain; charset=utf-8")


def form(request):
    return hello(request, request.POST["name"])


urlpatterns = [path("hello/<name>", hello), path("hello", form)]
application = get_wsgi_application()
