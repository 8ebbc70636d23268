"""Predict first: what is hidden, and how it is judged."""

import json
import re

import pytest
from django.test import Client

from apps.xray import predicting


def address(found):
    return f"/xray/{found['id']}/predict/"


def answers(order, **more):
    return (
        {f"place_{hop}": n for n, hop in enumerate(order, 1)} | {"queries": ""} | more
    )


class HidingTests:
    def test_answer_is_not_on_the_page(self, xray):
        _, found = xray("/wide/")
        text = xray.client.get(address(found)).content.decode()
        assert "journey__hops" not in text
        assert not re.search(r"\d ms", text)
        order = predicting.order_of(found)
        shown = re.findall(r'for="id_place_(\w+)"', text)
        assert sorted(shown) == sorted(order)
        assert shown != order
        # Asked again it is the same question.
        again = xray.client.get(address(found)).content.decode()
        assert re.findall(r'for="id_place_(\w+)"', again) == shown

    def test_who_gives_up_is_shown_it(self, xray):
        _, found = xray("/wide/")
        text = xray.client.get(address(found) + "?reveal=1").content.decode()
        assert "journey__hops" in text
        assert "judged" not in text

    def test_others_cannot_open_it(self, xray):
        _, found = xray("/wide/")
        assert Client().get(address(found)).status_code == 404


class OrderTests:
    def test_right_order(self, xray):
        _, found = xray("/wide/")
        given = answers(predicting.order_of(found))
        text = xray.client.get(address(found), given).content.decode()
        count = len(predicting.order_of(found))
        assert f"{count} of {count} at their place" in text
        assert "you said" not in text
        assert "journey__hops" in text

    def test_wrong_place_is_explained(self, xray):
        _, found = xray("/wide/")
        order = predicting.order_of(found)
        url, view = order.index("url"), order.index("view")
        order[url], order[view] = order[view], order[url]
        text = xray.client.get(address(found), answers(order)).content.decode()
        assert text.count("you said") == 2
        assert predicting.WHY["view"] in text.replace("&#x27;", "'")
        assert predicting.WHY["sending"] not in text

    def test_order_is_that_of_the_moments(self, xray):
        _, found = xray("/wide/")
        starts = {hop["name"]: hop["start"] for hop in found["hops"]}
        known = [starts[hop] for hop in predicting.order_of(found)]
        known = [start for start in known if start is not None]
        assert known == sorted(known)
        assert predicting.order_of(found)[-1] == "sending"

    def test_query_of_a_layer_comes_before_the_url(self):
        """Where a layer asks the database, the models come first; and it says so."""
        hops = [
            {"name": "wsgi", "start": 0, "inside": None, "role": "F"},
            {"name": "url", "start": 30, "inside": None, "role": "F"},
            {"name": "models", "start": 20, "inside": "middleware_in", "role": "M"},
        ]
        found = {"hops": hops, "queries": {"rows": []}, "id": "x"}
        assert predicting.order_of(found) == ["wsgi", "models", "url"]
        assert "layer of middleware already" in predicting.reason("models", found)

    @pytest.mark.parametrize(
        "change, words",
        [
            ({"place_view": ""}, "Give each of them a place"),
            ({"place_view": "1"}, "stands at place 1"),
            ({"place_view": "99"}, "Select a valid choice"),
            ({"queries": "many"}, "Enter a whole number"),
            ({"queries": "-1"}, "greater than or equal to 0"),
        ],
    )
    def test_slips_are_told_and_nothing_is_shown(self, xray, change, words):
        _, found = xray("/wide/")
        given = answers(predicting.order_of(found)) | change
        text = xray.client.get(address(found), given).content.decode()
        assert words in text
        assert "journey__hops" not in text

    def test_nothing_predicted(self, xray):
        _, found = xray("/wide/")
        text = xray.client.get(address(found), {"queries": ""}).content.decode()
        assert "Put the hops in order, or guess the number" in text


class NumberTests:
    @pytest.mark.parametrize(
        "away, words", [(0, "Exactly."), (1, "Close."), (50, "Fewer than you thought.")]
    )
    def test_guess(self, xray, away, words):
        _, found = xray("/wide/")
        guess = found["queries"]["count"] + away
        text = xray.client.get(address(found), {"queries": guess}).content.decode()
        assert words in text
        assert "at their place" not in text

    def test_many_of_a_kind_are_explained(self, xray):
        _, found = xray("/wide/")
        assert found["queries"]["groups"], json.dumps(found["queries"])[:300]
        said = " ".join(predicting.where_they_came_from(found))
        assert "× Permission, asked in apps/xray/tests/specimens.py, line" in said
