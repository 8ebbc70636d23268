import re

import pytest
from django.conf import settings
from django.test import Client

from apps.course.lessons.shelf import shelf
from apps.course.models import Progress
from apps.course.reading.hops import HOPS, WIDTH

pytestmark = pytest.mark.django_db


def page(client):
    return client.get("/learn/map/").content.decode()


def drawing(html):
    return re.search(r'<svg viewBox="0 0 340.*?</svg>', html, re.S)[0]


class HopTests:
    def test_no_lesson_has_two_places(self):
        placed = [slug for hop in HOPS for slug in hop.lessons]
        assert len(set(placed)) == len(placed)

    def test_hops_are_in_the_order_of_the_way(self):
        names = [hop.name for hop in HOPS]
        assert names.index("nginx") < names.index("uWSGI") < names.index("View")
        assert names.index("View") < names.index("Models") < names.index("Template")

    def test_no_box_lies_on_another(self):
        boxes = {(hop.row, hop.left) for hop in HOPS}
        assert len(boxes) == len(HOPS)
        assert all(0 < hop.left < hop.right < WIDTH for hop in HOPS)

    def test_xray_leads_to_lessons_that_there_are(self):
        addresses = {lesson.get_absolute_url() for lesson in shelf().lessons}
        assert settings.XRAY_LESSONS
        assert set(settings.XRAY_LESSONS.values()) <= addresses


class MapDetailTests:
    def test_every_lesson_is_linked_from_the_list(self, client):
        listed = page(client).partition("</svg>")[2]
        for lesson in shelf().lessons:
            link = f'<a href="{lesson.get_absolute_url()}">{lesson.title}'
            assert listed.count(link) == 1

    def test_every_hop_of_the_picture_leads_to_its_lesson(self, client):
        links = re.findall(r'class="map__place" href="([^"]+)"', drawing(page(client)))
        assert len(links) == len(HOPS)
        assert "/learn/tcp/" in links and "/learn/wsgi/" in links
        assert all(client.get(link).status_code == 200 for link in links)

    def test_picture_is_for_the_eyes_and_the_mouse_alone(self, client):
        drawn = drawing(page(client))
        assert 'aria-hidden="true"' in drawn
        assert drawn.count("<a ") == drawn.count('tabindex="-1"')

    def test_guest_sees_no_progress_and_gets_no_cookie(self, client):
        answer = client.get("/learn/map/")
        assert not answer.cookies
        assert "✓ read" not in page(client) and "map__read" not in page(client)
        assert page(client) == page(Client())

    def test_member_sees_what_is_read(self, member, ada):
        for slug in "wsgi", "wsgi-server", "tcp":
            Progress.objects.mark_read(ada, shelf().by_slug[slug])
        html = page(member)
        assert "You have read 3 of" in html
        assert html.count("✓ read") == 3
        assert html.count("✓ all read") >= 1
        assert re.search(r"map__read[^>]*>✓<", drawing(html))

    def test_lessons_that_are_gone_do_not_count(self, member, ada):
        row = Progress.objects.mark_read(ada, shelf().by_slug["tcp"])
        Progress.objects.filter(pk=row.pk).update(lesson="long-gone")
        assert "You have read 0 of" in page(member)

    def test_needs_few_queries(self, client, member, ada, django_assert_num_queries):
        page(client)
        with django_assert_num_queries(0):
            page(client)
        page(member)
        for lesson in shelf().lessons:
            Progress.objects.mark_read(ada, lesson)
        with django_assert_num_queries(3):
            page(member)

    def test_lessons_lead_to_it(self, client):
        assert 'href="/learn/map/"' in client.get("/learn/").content.decode()
