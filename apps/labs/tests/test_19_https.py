"""Lab 19: its mistakes sound the same on other systems."""

import importlib
import ssl

import pytest

from apps.labs import doctor, ladder

LAB = ladder.find("19")
mistakes = importlib.import_module("apps.labs.19_https.mistakes")

pytestmark = [
    pytest.mark.database("sqlite"),
    pytest.mark.skipif(bool(doctor.missing(LAB)), reason="needs nginx, openssl, curl"),
]


def test_old_protocols_sound_the_same_where_python_still_offers_them(
    monkeypatch, tmp_path, capsys
):
    default = ssl.create_default_context

    def as_debian_has_it(**more):
        context = default(**more)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        return context

    monkeypatch.setattr(ssl, "create_default_context", as_debian_has_it)
    mistakes.make_certificates(tmp_path)
    mistakes.make(6, tmp_path)
    said = capsys.readouterr().out
    # curl and Python, both.
    assert said.count("alert protocol version") == 2, said
