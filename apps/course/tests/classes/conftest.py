"""The people whom tests of classes meet."""

import pytest

from apps.forum.tests.make import make_user

from ..make import make_teacher


@pytest.fixture
def ada(db):
    return make_user("ada", display_name="Ada")


@pytest.fixture
def teacher(client, db):
    """A teacher, who is signed in."""
    teacher = make_teacher("grace", display_name="Grace")
    client.force_login(teacher)
    return teacher
