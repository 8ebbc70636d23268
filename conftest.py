"""What every test shares. tests/environment.py has run before this."""

import os
from importlib import import_module

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import blocking_manager_key

# Fixtures after which the tables are empty, whether they are so now, and what was in
# them when they were made.
EMPTYING = {"transactional_db", "live_server"}
IS_EMPTY = pytest.StashKey[bool]()
ROWS = pytest.StashKey[str]()


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "database(vendor): a test of one database only (sqlite or postgresql); "
        "left out on the other one, and `make test` runs both.",
    )
    # The pages of debug mode have addresses in debug mode only, decided when the
    # URLconf is read. They are tested too; each test still runs without debug.
    settings.DEBUG = True
    import_module(settings.ROOT_URLCONF)
    settings.DEBUG = False
    # MD5 for speed: Argon2 is slow on purpose, and a test signs in a hundred times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Tests post more than people do. Those of limits set the real numbers.
    settings.LIMITS = "off"
    # Hashed file names need collectstatic, which is a step of its own.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )


def pytest_collection_modifyitems(config, items):
    """Leave out the tests that are marked for the other database."""
    others = [
        item
        for item in items
        if (mark := item.get_closest_marker("database"))
        and mark.args[0] != connection.vendor
    ]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Make the test database, as always, and keep what migrations have put there."""
    with django_db_blocker.unblock():
        request.session.stash[ROWS] = connection.creation.serialize_db_to_string()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give the database back what migrations put there, when a test has emptied it.

    A test with transactions of its own empties all tables at its end. pytest-django
    runs those last; but of two processes that share the tests, one may take over some
    of the other's tests after them.
    """
    marker = item.get_closest_marker("django_db")
    empties = marker and marker.kwargs.get("transaction")
    if empties or EMPTYING & set(item.fixturenames):
        item.session.stash[IS_EMPTY] = True
    elif item.session.stash.get(IS_EMPTY, False):
        item.session.stash[IS_EMPTY] = False
        # Sequences go on: the rows that come back keep their keys.
        quietly = {"verbosity": 0, "interactive": False, "reset_sequences": False}
        with item.config.stash[blocking_manager_key].unblock():
            call_command("flush", **quietly, inhibit_post_migrate=True)
            connection.creation.deserialize_db_from_string(item.session.stash[ROWS])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Under CI a skipped test is a failure: nothing is left out unseen."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped") if reporter else None
    if os.environ.get("CI") == "true" and skipped and session.exitstatus == 0:
        reporter.write_line("\nCI=true, and tests were skipped: that is a failure.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def what_processes_remember():
    """Begin each test with the site's default name and no announcement, already read:
    a page asks the database for them every ten seconds, and a test that counts
    queries would notice.
    """
    # Models, which need the settings to be ready.
    from apps.forum import announcements
    from apps.look import identity

    identity.remember(identity.Identity(), seconds=3600)
    announcements.remember([], seconds=3600)


class StoppedClock:
    """A clock for limits that goes on when the test says so."""

    def __init__(self):
        self.now = 1_800_000_000_000

    def __call__(self):
        return self.now

    def forward(self, seconds):
        self.now += round(seconds * 1000)


@pytest.fixture
def real_limits(settings, monkeypatch):
    """Limits as the site has them, by a clock that stands still until it is moved."""
    clock = StoppedClock()
    monkeypatch.setattr("apps.look.limits.clock", clock)
    settings.LIMITS = ""
    return clock
