"""Labs 10 and 11 are two halves of one story."""

import pytest

from apps.labs import ladder

pytestmark = pytest.mark.database("sqlite")

FIRST, REST = ladder.find("10"), ladder.find("11")


def test_routing_is_the_same_in_both_labs():
    routing = FIRST.reference["routing.py"]
    assert REST.reference["routing.py"] == routing
    assert REST.starter["routing.py"] == routing


def test_the_sites_to_try_with_are_given_whole():
    assert FIRST.starter["app.py"] == FIRST.reference["app.py"]
    given = ["app.py", *(name for name in REST.reference if "/" in name)]
    assert {name: REST.starter[name] for name in given} == {
        name: REST.reference[name] for name in given
    }
