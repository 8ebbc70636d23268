"""What accounts puts into a member's archive: see archives.py."""

from datetime import datetime

from .admission import Application
from .archives import as_json, as_json_value, moment
from .sessions import Session

# Made from other columns, or a secret also from those who find the zip.
NOT_TOLD = {
    "id",
    "password",
    "username_key",
    "username_skeleton",
    "email_key",
    "display_key",
    "bio_html",
    "draft_count",
    "invitation",
    "unread_count",
}


def profile(user):
    """Yield every column of the member's row that says something, and the picture."""
    columns = [f for f in user._meta.concrete_fields if f.name not in NOT_TOLD]
    told = {field.name: field.value_from_object(user) for field in columns}
    told["avatar"] = user.avatar.name
    yield "profile.json", [as_json_value(told), "\n"]
    lines = [
        f"- **{field.verbose_name}:** {in_words(told[field.name])}\n"
        for field in columns
        if field.name != "bio"
    ]
    about = f"\n## About you\n\n{user.bio or '(nothing)'}\n"
    yield "profile.md", ["# Your profile\n\n", *lines, about]
    if user.avatar and user.avatar.storage.exists(user.avatar.name):
        yield f"avatar.{user.avatar.name.rpartition('.')[2]}", content(user.avatar)


def sign_ins(user):
    """Yield where the member is signed in."""
    rows = [
        {
            "browser": session.browser,
            "address": session.address,
            "signed_in_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "ends_at": session.expire_date,
        }
        for session in Session.objects.signed_in(user)
    ]
    yield "sign-ins.json", as_json(rows)
    lines = [
        f"- **{row['browser']}**, from {row['address'] or 'an unknown address'}: "
        f"signed in {moment(row['signed_in_at'])}, "
        f"last seen {moment(row['last_seen_at'])}\n"
        for row in rows
    ]
    yield "sign-ins.md", ["# Where you are signed in\n\n", *(lines or ["Nowhere.\n"])]


def joining(user):
    """Yield the member's application, the addresses given as theirs, whom they invited."""
    addresses = list(
        user.confirmations.values("address", "previous", "asked_at", "confirmed_at")
    )
    invitations = list(
        user.invitations.with_uses().values("note", "uses", "made_at", "expires_at")
    )
    application = Application.objects.filter(member=user).values("words", "made_at")
    found = {
        "application": application.first(),
        "addresses": addresses,
        "invitations": invitations,
    }
    yield "joining.json", [as_json_value(found), "\n"]
    lines = [
        f"- Your application of {moment(row['made_at'])}:\n\n{row['words']}\n\n"
        for row in application
    ]
    lines += [
        f"- {row['address']}, given {moment(row['asked_at'])}\n" for row in addresses
    ]
    lines += [
        f"- Invited {row['uses']}, {moment(row['made_at'])}: {row['note'] or '—'}\n"
        for row in invitations
    ]
    title = "# How you joined: application, addresses, invitations\n\n"
    yield "joining.md", [title, *(lines or ["None.\n"])]


def content(kept):
    """Yield a kept file's bytes."""
    with kept.storage.open(kept.name) as file:
        yield from file.chunks()


def in_words(value):
    """Write a column's value for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if value not in (None, "") else "—"
