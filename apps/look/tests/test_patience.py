import time

import pytest
from django.db import OperationalError, connection

from apps.look.patience import TookTooLong, patience

pytestmark = pytest.mark.django_db

ENDLESS = (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "WHERE i < 2000000000) SELECT COUNT(*) FROM n"
)


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


class PatienceTests:
    def test_long_work_is_stopped_and_the_connection_goes_on(self):
        began = time.monotonic()
        with pytest.raises(TookTooLong), patience(0.1):
            ask(ENDLESS)
        assert time.monotonic() - began < 2
        assert ask("SELECT 1") == 1

    def test_what_comes_after_may_take_its_time(self):
        with patience(0.05):
            assert ask("SELECT 1") == 1
        time.sleep(0.06)
        assert ask(ENDLESS.replace("2000000000", "300000")) == 300_000

    def test_other_errors_stay_what_they_are(self):
        with pytest.raises(OperationalError), patience(5):
            raise OperationalError("The disk is full.")
