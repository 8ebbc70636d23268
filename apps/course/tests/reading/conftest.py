"""The people whom tests of reading meet."""

import pytest
from django.test import Client

from apps.forum.tests.make import make_user


@pytest.fixture
def ada(db):
    return make_user("ada")


@pytest.fixture
def member(ada):
    """A browser in which she is signed in."""
    client = Client()
    client.force_login(ada)
    return client
