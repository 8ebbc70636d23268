from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.chores import end_blocks
from apps.accounts.models import User

from .make import make_user

pytestmark = pytest.mark.django_db


class EndBlocksTests:
    def test_clears_what_has_ended_and_nothing_else(self):
        now, hour = timezone.now(), timedelta(hours=1)
        blocks = {"over": now - hour, "running": now + hour, "good": None}
        for name, until in blocks.items():
            make_user(name, block="write", block_reason="x", blocked_until=until)
        end_blocks()
        blocked = User.objects.exclude(block="").order_by("username")
        assert [user.username for user in blocked] == ["good", "running"]
        over = User.objects.get(username="over")
        assert (over.block, over.blocked_until, over.block_reason) == ("", None, "")
