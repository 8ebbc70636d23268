import re

import pytest
from django.template.loader import render_to_string

from apps.xray import strip

# A page of 1,000 µs: the view from 100 to 900, a template from 400 to 800, and in that a
# query of 100 µs.
HOPS = [
    {"name": "browser", "role": None, "start": None, "end": None},
    {"name": "runserver", "role": "S", "start": None, "end": 0},
    {"name": "wsgi", "role": "F", "start": 0, "end": 50},
    {"name": "middleware_in", "role": "F", "start": 50, "end": 90},
    {"name": "url", "role": "F", "start": 90, "end": 100},
    {"name": "view", "role": "V", "start": 100, "end": 900},
    {"name": "models", "role": "M", "start": 500, "end": 600, "time": 80},
    {"name": "templates", "role": "T", "start": 400, "end": 800, "time": 400},
    {"name": "middleware_out", "role": "F", "start": 900, "end": 950},
    {"name": "sending", "role": "S", "start": 950, "end": 1000},
]

EXACT = {"inside": None, "note": None, "precision": 1}


def document(**changed):
    render = {"parent": None, "kind": "template", "name": "a/b.html", "length": 9}
    query = {"n": 0, "start": 500, "time": 80, "fetch_time": 20, "model": "app.Thing"}
    return {
        "hops": [hop | EXACT for hop in HOPS],
        "duration": 950,
        "server": {"kind": "runserver", "uwsgi": None, "nginx": None},
        "view": {"name": "thing_detail"},
        "templates": {"seen": True, "renders": [render | {"start": 400, "time": 400}]},
        "queries": {"rows": [query], "count": 1, "time": 80},
    } | changed


def lane(journey, role):
    return next(each for each in journey["lanes"] if each["role"] == role)


class JourneyTests:
    def test_each_lane_has_the_time_that_it_took_itself(self):
        journey = strip.journey(document())
        times = {each["role"]: each["time"] for each in journey["lanes"]}
        assert times == {"S": 50, "F": 150, "V": 400, "T": 300, "M": 100}
        assert sum(times.values()) == journey["time"] == 1000

    def test_bars_are_to_scale(self):
        journey = strip.journey(document())
        assert lane(journey, "M")["bars"] == [{"x": "50", "width": "10"}]
        assert lane(journey, "T")["bars"] == [
            {"x": "40", "width": "10"},
            {"x": "60", "width": "20"},
        ]
        assert lane(journey, "V")["waits"] == [{"x": "10", "width": "80"}]

    def test_lines_lead_from_lane_to_lane(self):
        turns = strip.journey(document())["turns"]
        assert [turn["x"] for turn in turns] == [
            "10",
            "40",
            "50",
            "60",
            "80",
            "90",
            "95",
        ]

    def test_hops_are_those_of_the_trace_in_their_order(self):
        journey = strip.journey(document())
        assert [hop["name"] for hop in journey["hops"]] == [h["name"] for h in HOPS]
        times = {hop["name"]: hop["time"] for hop in journey["hops"]}
        assert times["view"] == 800
        assert times["models"] == 100, "with fetching"
        assert times["browser"] is times["runserver"] is None

    def test_short_query_is_seen_in_a_long_page(self):
        hops = [hop | EXACT for hop in HOPS]
        hops[-1] = hops[-1] | {"end": 10_000_000}
        journey = strip.journey(document(hops=hops, duration=9_000_000))
        (bar,) = lane(journey, "M")["bars"]
        assert float(bar["width"]) >= 100 / strip.CELLS

    def test_two_journeys_have_one_scale(self):
        journey = strip.journey(document(), extent=(0, 2000))
        assert lane(journey, "M")["bars"] == [{"x": "25", "width": "5"}]

    def test_nothing_but_a_layer(self):
        hops = [hop | EXACT for hop in HOPS[:4]]
        nothing = {"rows": [], "count": 0, "time": 0}
        journey = strip.journey(
            document(
                hops=hops, duration=90, view=None, queries=nothing,
                templates={"seen": False},
            )
        )  # fmt: skip
        used = [each["role"] for each in journey["lanes"] if each["is_used"]]
        assert used == ["F"]


class WritingTests:
    def test_nginx_s_clock_is_not_made_finer_than_it_is(self):
        nginx = {"name": "nginx", "role": "S", "start": -2400, "end": -400}
        hops = [nginx | EXACT | {"precision": 1000}, *document()["hops"][1:]]
        journey = strip.journey(document(hops=hops))
        assert journey["hops"][0]["is_coarse"]
        shown = render_to_string("xray/_journey.html", {"journey": journey})
        assert "about 2 ms" in shown
        assert "0.80 ms" in shown

    def test_times_are_hidden_from_who_shall_guess_them(self):
        given = {"journey": strip.journey(document()), "without_times": True}
        shown = render_to_string("xray/_journey.html", given)
        assert "<svg" not in shown
        assert not re.search(r"\d (ms|µs)", shown)

    def test_two_of_them_fit_on_a_page(self):
        shown = render_to_string(
            "xray/_journey.html", {"journey": strip.journey(document())}
        )
        assert " id=" not in shown


class PictureTests:
    @pytest.mark.parametrize(
        "path",
        ["/pages/hello/", "/wide/", "/repeated/", "/plain/", "/broken/", "/closed/"],
    )
    def test_true_traces_fit(self, xray, path):
        _, trace = xray(path)
        journey = strip.journey(trace)
        start, end = strip.extent_of(trace)
        assert sum(each["time"] for each in journey["lanes"]) == end - start
        for each in journey["lanes"]:
            for bar in [*each["bars"], *each["waits"]]:
                assert 0 <= float(bar["x"]) <= 100
                assert float(bar["x"]) + float(bar["width"]) <= 100.01

    def test_five_thousand_queries_do_not_make_a_large_picture(self, xray):
        _, trace = xray("/many/")
        journey = strip.journey(trace)
        assert len(journey["turns"]) <= strip.CELLS

    def test_numbers_are_written_as_svg_reads_them(self, xray, settings):
        settings.LANGUAGE_CODE, settings.USE_I18N = "de", True
        settings.USE_THOUSAND_SEPARATOR = True
        _, trace = xray("/pages/hello/")
        text = xray.client.get(f"/xray/{trace['id']}/").content.decode()
        drawn = text.partition("<svg")[2].partition("</svg>")[0]
        assert ",5%" not in drawn
        assert "width=" in drawn
