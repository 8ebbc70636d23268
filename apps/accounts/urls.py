from django.urls import re_path

from . import faces

app_name = "accounts"
urlpatterns = [
    re_path(r"^faces/(?P<seed>[0-9a-f]{12})\.svg$", faces.face, name="face"),
]
