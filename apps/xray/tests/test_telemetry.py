"""A trace as spans: OTLP as its specification has it."""

import base64
import copy
import json

from django.test import Client
from google.protobuf import json_format
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status, TracesData

IDS = {"traceId", "spanId", "parentSpanId"}


def parsed(exported):
    """Read it with the published Protocol Buffers; unknown keys are errors.

    OTLP's own rule is that ids are hexadecimal; elsewhere bytes are base64 in JSON.
    """
    exported = copy.deepcopy(exported)
    for span in exported["resourceSpans"][0]["scopeSpans"][0]["spans"]:
        for name in IDS & span.keys():
            raw = bytes.fromhex(span[name])
            span[name] = base64.b64encode(raw).decode()
    data = json_format.ParseDict(exported, TracesData())
    (resource,) = data.resource_spans
    (scope,) = resource.scope_spans
    return resource, scope, list(scope.spans)


def attributes(thing):
    return {
        each.key: each.value.int_value
        if each.value.HasField("int_value")
        else each.value.string_value
        for each in thing.attributes
    }


def exported(xray, path="/pages/hello/"):
    _, found = xray(path)
    answer = xray.client.get(f"/xray/{found['id']}/otlp.json")
    assert answer["Content-Type"] == "application/json"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    return found, json.loads(answer.content)


class FormTests:
    def test_protocol_buffers_read_it(self, xray):
        found, out = exported(xray)
        resource, scope, spans = parsed(out)
        assert attributes(resource.resource)["service.name"] == "apps"
        assert scope.scope.name == "apps.xray"
        assert {len(span.trace_id) for span in spans} == {16}
        assert {len(span.span_id) for span in spans} == {8}
        assert len({span.span_id for span in spans}) == len(spans)
        assert len({span.trace_id for span in spans}) == 1

    def test_asked_twice_it_is_the_same(self, xray):
        found, out = exported(xray)
        again = xray.client.get(f"/xray/{found['id']}/otlp.json")
        assert json.loads(again.content) == out

    def test_others_cannot_have_it(self, xray):
        _, found = xray("/plain/")
        assert Client().get(f"/xray/{found['id']}/otlp.json").status_code == 404


class SpanTests:
    def test_request_is_the_root(self, xray):
        found, out = exported(xray)
        _, _, spans = parsed(out)
        (root,) = [span for span in spans if not span.parent_span_id]
        assert root.kind == Span.SPAN_KIND_SERVER
        assert root.name == "GET /pages/<slug:word>/"
        about = attributes(root)
        assert about["http.request.method"] == "GET"
        assert about["http.response.status_code"] == 200
        assert about["http.route"] == "/pages/<slug:word>/"
        assert about["url.path"] == found["request"]["path"]
        assert root.status.code == Status.STATUS_CODE_UNSET

    def test_children_lie_within_their_parents(self, xray):
        for path in "/pages/hello/", "/wide/", "/stream/", "/many/", "/broken/":
            _, _, spans = parsed(exported(xray, path)[1])
            by_id = {span.span_id: span for span in spans}
            for span in spans:
                assert span.start_time_unix_nano <= span.end_time_unix_nano
                if span.parent_span_id:
                    above = by_id[span.parent_span_id]
                    assert above.start_time_unix_nano <= span.start_time_unix_nano
                    assert above.end_time_unix_nano >= span.end_time_unix_nano

    def test_layers_are_inside_each_other_and_the_view_inside_all(self, xray):
        found, out = exported(xray)
        _, _, spans = parsed(out)
        by_id = {span.span_id: span for span in spans}
        above, span = [], next(s for s in spans if s.name == "view page")
        while span.parent_span_id:
            span = by_id[span.parent_span_id]
            above.append(span.name)
        layers = [row["path"].rpartition(".")[2] for row in found["middleware"]]
        assert above == [*reversed(layers), "GET /pages/<slug:word>/"]

    def test_moments_are_those_of_the_trace(self, xray):
        found, out = exported(xray)
        _, _, spans = parsed(out)
        view = next(span for span in spans if span.name == "view page")
        took = view.end_time_unix_nano - view.start_time_unix_nano
        assert took == (found["view"]["end"] - found["view"]["start"]) * 1000

    def test_each_query_is_one(self, xray):
        found, out = exported(xray, "/wide/")
        _, _, spans = parsed(out)
        asked = [span for span in spans if span.kind == Span.SPAN_KIND_CLIENT]
        assert len(asked) == found["queries"]["count"]
        about = attributes(asked[0])
        assert about["db.system.name"] == found["queries"]["rows"][0]["vendor"]
        assert about["db.query.text"] == found["queries"]["rows"][0]["sql"]
        assert about["db.operation.name"] == "SELECT"

    def test_failure(self, xray):
        _, out = exported(xray, "/broken/")
        _, _, spans = parsed(out)
        root = next(span for span in spans if not span.parent_span_id)
        assert root.status.code == Status.STATUS_CODE_ERROR
        assert attributes(root)["error.type"] == "builtins.RuntimeError"

    def test_nothing_private_is_in_it(self, xray):
        for path in "/repeated/", "/secrets/", "/events/":
            _, out = exported(xray, path)
            assert "secret" not in json.dumps(out).replace("/secrets/", "").replace(
                "specimens/secrets.html", ""
            ).replace("view secrets", "").replace('"secrets"', "")
