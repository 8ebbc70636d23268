import random
from xml.dom import minidom

import pytest

from apps.accounts.faces import draw
from apps.accounts.models import User

SEEDS = [f"{random.Random(n).getrandbits(48):012x}" for n in range(300)]


class DrawTests:
    def test_same_seed_has_the_same_face(self):
        assert draw("0123456789ab") == draw("0123456789ab")

    def test_faces_differ(self):
        assert len({draw(seed) for seed in SEEDS}) == len(SEEDS)

    def test_is_small_and_well_formed(self):
        for seed in ["000000000000", "ffffffffffff", *SEEDS]:
            drawing = draw(seed)
            assert len(drawing) <= 1200
            assert minidom.parseString(drawing).documentElement.tagName == "svg"

    def test_carries_no_style_and_no_script(self):
        for seed in SEEDS:
            assert not any(word in draw(seed) for word in ("style", "script", "href"))


class FaceTests:
    def test_is_drawn_without_a_query(self, client):
        """No mark for the database: a query would fail here."""
        response = client.get("/faces/0123456789ab.svg")
        assert response["Content-Type"] == "image/svg+xml"
        assert response.content.decode() == draw("0123456789ab")

    def test_may_be_kept_for_ever_by_browsers_and_nginx(self, client):
        response = client.get("/faces/0123456789ab.svg")
        assert "immutable" in response["Cache-Control"]
        assert int(response["X-Accel-Expires"]) > 86400
        assert "Vary" not in response
        assert not response.cookies

    @pytest.mark.django_db
    @pytest.mark.parametrize("seed", ["0123456789AB", "0123", "zzzzzzzzzzzz", "0" * 13])
    def test_malformed_seed_is_not_found(self, client, seed):
        assert client.get(f"/faces/{seed}.svg").status_code == 404

    def test_only_reads(self, client):
        assert client.post("/faces/0123456789ab.svg").status_code == 405

    def test_address_of_a_member_leads_to_a_face(self, client):
        user = User(username="ada")
        user.set_keys()
        assert client.get(user.face_url).status_code == 200
