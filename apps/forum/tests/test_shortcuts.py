import re

import pytest

from apps.accounts.models import User
from apps.look.views import SHORTCUTS

from .make import make_topic, make_user

pytestmark = pytest.mark.django_db
SCRIPT = "js/shortcuts.js"


def test_page_lists_them_without_a_script(client):
    page = client.get("/shortcuts/").text
    assert "The next unread topic" in page
    assert "<kbd>g</kbd> then <kbd>u</kbd>" in page
    assert "for members who are signed in" in page


def test_guests_have_none(client):
    assert SCRIPT not in client.get("/").text


def test_profile_switches_them_off(client):
    ada = make_user("ada")
    client.force_login(ada)
    assert SCRIPT in client.get("/").text
    client.post("/accounts/profile/", {"theme": "system"})
    assert not User.objects.get(pk=ada.pk).shortcuts
    assert SCRIPT not in client.get("/").text
    assert "You have switched them off" in client.get("/shortcuts/").text


def test_each_key_that_is_told_of_is_there(client):
    """Links and fields carry their keys; j, k and ? are the script's own."""
    client.force_login(make_user())
    topic = make_topic()
    pages = client.get(topic.get_absolute_url()).text + client.get("/").text
    found = set(re.findall(r'data-key="([^"]+)"', pages)) | {"j", "k"}
    assert found == {" ".join(keys) for keys, _ in SHORTCUTS}
