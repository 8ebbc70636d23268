"""Pictures that a text shows: `![what it shows](/media/pictures/….webp)`.

Only the site's own, and of those only what the caller vouches for. Any other stays
a link: no stranger's server learns who reads here.
"""

import html
import re

ADDRESS = re.compile(r"/media/pictures/([0-9a-f]{32})\.webp")
SOURCE = re.compile(r"/media/pictures/[0-9a-f]{32}(-small)?\.webp")
FIRST = re.compile(r'<img src="([^"]+)"')
SHOWN = 20  # in one text; the others are links


def address_of(name, small=False):
    return f"/media/pictures/{name}{'-small' if small else ''}.webp"


def names_in(text):
    """Give the names of the pictures whose addresses stand in a text, each once."""
    return list(dict.fromkeys(ADDRESS.findall(text)))


def first_in(page):
    """Give the address of the first picture that a stored text shows, if it shows one."""
    found = FIRST.search(page)
    return found[1] if found else ""


def show(tokens, pictures):
    """Let a parsed text show these pictures: {name: picture}.

    A picture has `address` and `small_address`, one and the same if it is small, and
    the `width` and `height` of the small one.
    """
    drawn = 0
    for token in tokens:
        for part in token.children or ():
            if part.type == "picture" and drawn < SHOWN:
                (name,) = ADDRESS.fullmatch(part.attrs["src"]).groups()
                part.meta["picture"] = pictures.get(name)
                drawn += name in pictures


def draw(renderer, tokens, index, options, env):
    """Write a picture that is shown, with its size, so that nothing jumps; or a link."""
    token = tokens[index]
    address, words = token.attrs["src"], html.escape(token.content)
    picture = token.meta.get("picture")
    inner = words or address
    if picture:
        size = f'width="{picture.width}" height="{picture.height}"'
        inner = f'<img src="{picture.small_address}" alt="{words or "Picture"}" {size} loading="lazy">'
    is_all = picture and picture.small_address == address
    return (
        inner if is_all or token.meta["in_link"] else f'<a href="{address}">{inner}</a>'
    )


def only_own(tag, attribute, value):
    """Let no <img> through but of the site's own pictures; nh3 asks for each attribute."""
    if tag == "img" and attribute == "src" and not SOURCE.fullmatch(value):
        return None
    return value
