"""The message is one, and the status is two."""

REFUSED_BY = "enumeration"
EDITS = [
    (
        "notes/people.py",
        "        Member.objects.filter(name=name).update(needs_help=True)\n",
        "        get_object_or_404(Member, name=name)\n"
        "        Member.objects.filter(name=name).update(needs_help=True)\n",
    ),
]
