from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.utils import timezone


class RobotsTests:
    @pytest.fixture
    def robots(self, client):
        response = client.get("/robots.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        parser = RobotFileParser()
        parser.parse(response.text.splitlines())
        return parser

    @pytest.mark.parametrize(
        "path",
        ["/", "/forum/", "/forum/topics/42/?page=2", "/members/ada/", "/sitemap.xml"],
    )
    def test_what_people_wrote_may_be_read(self, robots, path):
        assert robots.can_fetch("*", path)

    @pytest.mark.parametrize(
        "path",
        [
            "/forum/search/?q=socket",
            "/forum/comments/42/",
            "/accounts/login/?next=/forum/",
            "/members/?order=newest",
            "/moderation/log/",
            "/theme/?next=/forum/",
        ],
    )
    def test_what_leads_nowhere_is_left_out(self, robots, path):
        assert not robots.can_fetch("*", path)

    def test_sitemap_is_named(self, robots, settings):
        assert robots.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]


class SecurityTests:
    ADDRESS = "/.well-known/security.txt"

    def fields(self, client):
        response = client.get(self.ADDRESS)
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        lines = [
            line for line in response.text.splitlines() if not line.startswith("#")
        ]
        return dict(line.split(": ", 1) for line in lines)

    @pytest.mark.django_db
    def test_without_a_contact_there_is_none(self, client):
        assert client.get(self.ADDRESS).status_code == 404

    @pytest.mark.parametrize(
        "contact, address",
        [
            ("security@example.org", "mailto:security@example.org"),
            ("https://example.org/security/", "https://example.org/security/"),
        ],
    )
    def test_contact_is_an_address(self, client, settings, contact, address):
        settings.SECURITY_CONTACT = contact
        fields = self.fields(client)
        assert fields["Contact"] == address
        assert fields["Canonical"] == f"{settings.SITE_URL}{self.ADDRESS}"

    def test_it_expires_within_a_year_and_not_soon(self, client, settings):
        settings.SECURITY_CONTACT = "security@example.org"
        expires = datetime.strptime(
            self.fields(client)["Expires"], "%Y-%m-%dT%H:%M:%SZ"
        ).replace(tzinfo=UTC)
        rest = expires - timezone.now()
        assert timedelta(days=90) < rest < timedelta(days=365)


def test_mark_is_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.url.startswith("/static/img/favicon")
