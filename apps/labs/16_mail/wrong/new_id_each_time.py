"""Each attempt is a letter of its own."""

REFUSED_BY = "one_message_id"
EDITS = [
    (
        "worker.py",
        "letter_of(message, letter.message_id)",
        "letter_of(message, make_msgid())",
    ),
    (
        "worker.py",
        "from django.db.models import F\n",
        "from django.core.mail.message import make_msgid\nfrom django.db.models import F\n",
    ),
]
