from types import SimpleNamespace

import pytest
from django.urls import reverse

from apps.look import figures, markup

NAME = "0123456789abcdef" * 2
ADDRESS = f"/media/pictures/{NAME}.webp"
PICTURE = SimpleNamespace(
    address=ADDRESS,
    small_address=figures.address_of(NAME, small=True),
    width=960,
    height=720,
)


def render(text):
    return markup.render(text, pictures={NAME: PICTURE})


def test_address_is_that_of_the_view():
    assert reverse("forum:picture_file", args=[NAME]) == figures.address_of(NAME)


def test_shown_in_a_link_to_the_large_one():
    assert render(f"![A ship]({ADDRESS})") == (
        f'<p><a href="{ADDRESS}" rel="nofollow ugc noopener">'
        f'<img src="/media/pictures/{NAME}-small.webp" alt="A ship" '
        'width="960" height="720" loading="lazy"></a></p>'
    )


def test_without_words_it_has_a_name_all_the_same():
    assert 'alt="Picture"' in render(f"![]({ADDRESS})")


def test_in_a_link_it_has_no_link_of_its_own():
    html = render(f"[![A ship]({ADDRESS})](/forum/)")
    assert html.count("<a ") == 1
    assert '<a href="/forum/"' in html


@pytest.mark.parametrize(
    "address",
    [
        f"/media/pictures/{'0' * 32}.webp",
        f"/media/pictures/{NAME}.webp?x=1",
        f"https://evil.example{ADDRESS}",
        f"//evil.example{ADDRESS}",
        f"/media/pictures/../{NAME}.webp",
        "/media/avatars/me.webp",
    ],
)
def test_every_other_picture_stays_a_link(address):
    html = render(f"![A ship]({address})")
    assert "<img" not in html
    assert ">A ship</a>" in html


def test_it_is_told_in_words():
    assert markup.plain(f"See ![A ship]({ADDRESS}).", 100) == "See A ship."


@pytest.mark.parametrize(
    "source",
    ["https://evil.example/a.webp", "/accounts/logout/", "data:image/png;base64,AA"],
)
def test_last_gate_lets_no_other_source_pass(source):
    assert "src" not in markup._cleaner.clean(f'<img src="{source}" onerror="x">')
