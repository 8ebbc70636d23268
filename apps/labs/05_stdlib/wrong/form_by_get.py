"""A form is sent by GET, if nobody says otherwise."""

REFUSED_BY = "form_page"
EDITS = [
    (
        "server.py",
        '<form method="post" action="/guestbook">',
        '<form action="/guestbook">',
    ),
]
