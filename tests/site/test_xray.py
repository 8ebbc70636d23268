"""X-ray changes nothing: every page is the same with it and without, but for its link."""

import json
import re
from copy import deepcopy

from django.db import connection, transaction
from django.test import Client, RequestFactory, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from apps.accounts import roles
from apps.accounts.tests.make import make_user
from apps.moderation.tests.make import make_role
from apps.xray import access
from apps.xray.models import Trace
from apps.xray.tests.make import recording
from tests.addresses import addresses

from .pages import examples, make_community

# What is another each time that a page is made.
NEVER_THE_SAME = re.compile(
    r'name="(csrfmiddlewaretoken|form_key|shown_at)" value="[^"]*"|\b[0-9a-f]{32}\b'
    r"|[\d-]{10}T[\d:.]{15}\+00:00"
)
LINK = re.compile(r'<a href="/xray/[0-9a-f]{16}/">[^<]*</a>')
# What X-ray says on purpose, that the page with the link is one person's; and what
# depends on the moment.
ITS_HEADERS = {"Cache-Control", "X-Accel-Expires", "Content-Length"}
ITS_HEADERS |= {"Expires", "X-Request-ID"}


class EveryPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.site = make_community()

    def setUp(self):
        switched = recording()
        switched.__enter__()
        self.addCleanup(switched.__exit__, None, None, None)

    def visitors(self):
        for person in None, self.site.member:
            client = Client(raise_request_exception=False)
            if person:
                client.force_login(person)
            yield client

    def asked(self, client, path, cookie):
        """Open a page, take back what that changed, and give (response, trace)."""
        client.cookies["xray"] = cookie
        cookies = deepcopy(client.cookies)
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path)
            response.asked = len(queries)
            body = response.getvalue() if response.streaming else response.content
            found = Trace.objects.passing().first()
            transaction.set_rollback(True)
        client.cookies = cookies
        return response, body, found and json.loads(found.document)

    def test_pages_are_the_same_but_for_the_link(self):
        linked = 0
        for client in self.visitors():
            # X-ray's own pages are not recorded, and say whether others are.
            others = [a for a in addresses() if not a.name.startswith("xray:")]
            for address in others:
                for path in examples(address.name, self.site):
                    with self.subTest(path=path):
                        linked += self.compare(client, path)
        self.assertGreater(linked, 100)

    def compare(self, client, path):
        """Compare one page with itself; give whether it had a link."""
        plain, before, nothing = self.asked(client, path, "off")
        shown, after, trace = self.asked(client, path, "a-guest-who-came-back")
        self.assertIsNone(nothing)
        self.assertEqual(shown.status_code, plain.status_code)
        self.assertEqual(headers(shown), headers(plain))
        if not plain.get("Content-Type", "").startswith("text/"):
            self.assertEqual(after, before)
            return False
        before, after = before.decode(), after.decode()
        links = LINK.findall(after)
        self.assertLessEqual(len(links), 1)
        self.assertLessEqual(len("".join(links).encode()), 1024)
        self.assertEqual(same(LINK.sub("", after)), same(before))
        if trace:
            # Whatever is kept is kept after the answer.
            self.assertLessEqual(trace["queries"]["count"], plain.asked)
        if links:
            self.assertIn("private", shown["Cache-Control"])
            self.assertNotEqual(shown.get("X-Accel-Expires", "0"), "1")
            self.check(trace, shown)
        return bool(links)

    def check(self, trace, response):
        """Hold a trace of a real page against the page."""
        self.assertEqual(trace["response"]["status"], response.status_code)
        shown = {h["name"]: h["value"] for h in trace["response"]["headers"]}
        self.assertEqual(shown.keys(), dict(response.headers).keys())
        self.assertEqual(trace["url"]["match"] is None, trace["view"] is None)
        self.assertEqual(trace["left_out"], [])
        if trace["page"]["mapped"]:
            pieces, content = trace["page"]["pieces"], response.content
            self.assertEqual(sum(piece[1] for piece in pieces), len(content))
            for tag, offset, *_ in trace["page"]["elements"]:
                begins = content[offset : offset + 1 + len(tag)].decode().lower()
                self.assertEqual(begins, f"<{tag}")


def headers(response):
    kept = {k: v for k, v in response.headers.items() if k not in ITS_HEADERS}
    return kept, response.cookies.keys() - {"xray"}


def same(text):
    return NEVER_THE_SAME.sub("", re.sub(r"\n\s*\n", "\n", text))


class RoleTests(TestCase):
    """Who may: every role, and whoever was given the permission, unless it rests."""

    def may(self, person):
        request = RequestFactory().get("/")
        request.user = person
        with override_settings(XRAY="own"):
            return access.may_keep(request)

    def test_roles_and_the_permission(self):
        teacher = make_user(is_staff=True)
        teacher.groups.add(make_role("Teachers"))
        self.assertTrue(self.may(teacher))
        permission = make_role("Teachers").permissions.get(codename="record_own")
        learner = make_user()
        self.assertFalse(self.may(learner))
        learner.user_permissions.add(permission)
        self.assertTrue(self.may(type(learner).objects.get(pk=learner.pk)))

    def test_it_rests_with_a_block(self):
        blocked = make_user(is_staff=True, block="write", block_reason="Spam.")
        self.assertFalse(roles.may_xray(blocked))
        self.assertFalse(self.may(blocked))
