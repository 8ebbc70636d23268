import pytest
from django.urls import reverse

from apps.forum.models import Board

from .make import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_owner(client):
    client.force_login(make_user("grace", is_staff=True, is_superuser=True))
    return client


class BoardAdminTests:
    def test_new_board(self, as_owner):
        fields = {"name": "Choir", "slug": "choir", "access": "open", "position": 1}
        as_owner.post(reverse("admin:forum_board_add"), fields)
        assert Board.objects.get().slug == "choir"
