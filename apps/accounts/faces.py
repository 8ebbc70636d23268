"""Faces for members who have no picture: drawn, not chosen.

A face is a pure function of its seed (twelve hexadecimal digits, made of the
username by `User.face_url`), so nothing is stored and every server draws the same
one. The seed is a number; each feature takes its share of it, as a clock takes
hours, minutes and seconds of a moment. Draftsmen on graph paper: nobody's skin.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

FOREVER = 365 * 24 * 3600

# For a line instead of a shape; the colour is the group's.
LINE = 'fill="none" stroke="currentColor"'

INK = "#1b2330"
PAPERS = ("#fdf4e0", "#dfe9ff", "#d9f2e3", "#ffe0dd", "#eae0ff", "#ffe9b8")

# The paper behind, the hair, the clothes.
COLOURS = (
    ("#2f5cc8", "#ffc857", "#12306f"),
    ("#0e7490", "#12303c", "#ffb59e"),
    ("#1f7a4d", "#f2994a", "#0f3d2a"),
    ("#b4582a", "#3a1d10", "#ffd27d"),
    ("#6d48b8", "#22143f", "#8fd3c8"),
    ("#b23a5a", "#ffd1a1", "#4f1226"),
    ("#a9c3f5", "#27407f", "#e8743b"),
    ("#f3c8a5", "#8a3324", "#2d6a6a"),
    ("#b8dcc4", "#24523b", "#d1495b"),
    ("#d8c6f0", "#54318c", "#f0a202"),
    ("#f2d06b", "#1f3c88", "#c8553d"),
    ("#4a5568", "#e2e8f0", "#8db2ff"),
)

HEADS = (
    '<circle cx="32" cy="31" r="15.5"/>',
    '<rect x="17.5" y="16" width="29" height="31" rx="9"/>',
    '<ellipse cx="32" cy="31" rx="13.5" ry="16.5"/>',
    '<path d="M17 28a15 15 0 0 1 30 0c0 12-6 19-15 19s-15-7-15-19z"/>',
    '<path d="M18 17h28v16c0 9-6 15-14 15s-14-6-14-15z"/>',
    '<path d="M24 16h16l7 12-5 15-10 5-10-5-5-15z"/>',
)

FRINGE = '<path d="M15 30c-1-25 35-25 34 0-4-7-11-10-17-10s-13 3-17 10z"/>'

# What lies behind the head, and what lies on it.
HAIR = (
    ("", f'<path {LINE} d="M28 15l-3-6M32 14V7M36 15l3-6"/>'),
    ("", FRINGE),
    ("", '<path d="M15 31C13 6 48 4 49 28 39 28 31 24 27 18c-2 6-6 10-12 13z"/>'),
    ("", '<circle cx="32" cy="8" r="6"/>' + FRINGE),
    ("", '<rect x="27" y="4" width="10" height="17" rx="5"/>'),
    (
        "",
        '<path d="M15 30a7 7 0 0 1 1-12 7 7 0 0 1 10-7 7 7 0 0 1 12 0 7 7 0 0 1 '
        '10 7 7 7 0 0 1 1 12c-3-6-8-9-17-9s-14 3-17 9z"/>',
    ),
    (
        "",
        '<path d="M17 24c0-20 30-20 30 0z"/>'
        '<rect x="14" y="20" width="36" height="7" rx="3.5"/>',
    ),
    ("", '<path d="M16 28V10l32-3v21c-3-6-5-7-8-8H24c-4 1-6 3-8 8z"/>'),
    ("", '<path d="M15 28l1-15 7 6 3-12 7 9 8-9 1 12 6-5 1 14c-9-9-25-9-34 0z"/>'),
    ('<path d="M12 54V28c0-26 40-26 40 0v26z"/>', FRINGE),
    ('<path d="M32 7C8 7 10 42 17 56h30c7-14 9-49-15-49z"/>', ""),
    (
        '<circle cx="14" cy="17" r="7"/><circle cx="50" cy="17" r="7"/>',
        FRINGE,
    ),
    ("", f'<path {LINE} d="M32 15V8"/><circle cx="32" cy="6" r="3.5"/>'),
    (
        '<path d="M13 45V28c0-24 38-24 38 0v17z"/>',
        '<path d="M16 25C20 8 46 9 48 25z"/>',
    ),
)

DOTS = '<circle cx="26" cy="31" r="2"/><circle cx="38" cy="31" r="2"/>'
EYES = (
    DOTS,
    DOTS + f'<path {LINE} d="M23 26l5-1M36 25l5 1"/>',
    '<ellipse cx="26" cy="31" rx="1.8" ry="3"/><ellipse cx="38" cy="31" rx="1.8" ry="3"/>',
    f'<path {LINE} d="M23 32q3-4 6 0M35 32q3-4 6 0"/>',
    f'<circle cx="26" cy="31" r="2"/><path {LINE} d="M35 31h6"/>',
    DOTS + f'<path {LINE} d="M31 31h2"/><circle {LINE} cx="26" cy="31" r="5"/>'
    f'<circle {LINE} cx="38" cy="31" r="5"/>',
    DOTS + f'<path {LINE} d="M21 27h10v8H21zM33 27h10v8H33zM31 30h2"/>',
    '<path d="M20 27h11v5q-5 5-11 0zM33 27h11v5q-6 5-11 0zM30 27h4v2h-4z"/>',
)

MOUTHS = (
    f'<path {LINE} d="M27 39q5 5 10 0"/>',
    f'<path {LINE} d="M28 40h8"/>',
    '<path d="M26 38h12q-1 6-6 6t-6-6z"/>',
    '<circle cx="32" cy="40.5" r="2.2"/>',
    f'<path {LINE} d="M28 41q5 1 8-3"/>',
    f'<path {LINE} d="M27 40q2.5-3 5 0t5 0"/>',
)

EXTRAS = (
    "",
    "",
    f'<path {LINE} d="M32 33v3"/>',
    f'<path {LINE} d="M31 32q4 4 0 5"/>',
    '<path d="M24 37q4-3 8 0 4-3 8 0-4 3-8 1-4 2-8-1z"/>',
    f'<path {LINE} d="M22 36h.1M25 37.5h.1M39 37.5h.1M42 36h.1"/>',
    '<circle cx="17" cy="38" r="2.5"/><circle cx="47" cy="38" r="2.5"/>',
    f'<path {LINE} d="M29 46v3M32 47v4M35 46v3"/>',
)

CLOTHES = (
    "",
    '<path d="M25 48l7 8 7-8"/>',
    '<path d="M22 49q10 9 20 0"/>',
    '<path d="M13 57h38M11 62h42"/>',
    '<path d="M32 52v12"/>',
)


@require_safe
def face(request, seed):
    """Draw the face of a seed; the address never shows another one."""
    response = HttpResponse(draw(seed), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
    response["X-Accel-Expires"] = str(FOREVER)
    return response


def draw(seed):
    """Give the SVG of a seed: about a kilobyte, the same one for ever."""
    number = int(seed, 16)

    def share(choices):
        nonlocal number
        number, place = divmod(number, len(choices))
        return choices[place]

    behind, hair, clothes = share(COLOURS)
    back, front = share(HAIR)
    head, eyes, mouth = share(HEADS), share(EYES), share(MOUTHS)
    extra, collar, paper = share(EXTRAS), share(CLOTHES), share(PAPERS)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<path fill="{behind}" d="M0 0h64v64H0z"/>'
        '<path stroke="#fff" opacity=".2" d="M8 0v64M24 0v64M40 0v64M56 0v64'
        'M0 8h64M0 24h64M0 40h64M0 56h64"/>'
        f'<g fill="{hair}">{back}</g>'
        f'<path fill="{clothes}" d="M7 64c0-13 11-18 25-18s25 5 25 18z"/>'
        '<g stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
        f'<g fill="none" stroke="#fff" opacity=".7">{collar}</g>'
        f'<g fill="{paper}" stroke="{INK}">{head}</g>'
        f'<g fill="{hair}" color="{hair}">{front}</g>'
        f'<g fill="{INK}" color="{INK}">{eyes}{mouth}{extra}</g></g></svg>'
    )
