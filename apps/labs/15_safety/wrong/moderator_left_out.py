"""Each field that is sent is set, but for is_moderator."""

REFUSED_BY = "mass_assignment"
EDITS = [
    (
        "notes/people.py",
        "        member = form.save()\n",
        "        member = form.save(commit=False)\n"
        "        for name, value in request.POST.items():\n"
        '            if name != "is_moderator" and name not in form.fields:\n'
        "                setattr(member, name, value)\n"
        "        member.save()\n",
    ),
]
