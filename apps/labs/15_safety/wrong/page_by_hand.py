"""A short page is written by hand, without a template."""

REFUSED_BY = "reflected_xss"
EDITS = [
    (
        "notes/people.py",
        "    person = get_object_or_404(Member, name=name)\n",
        "    person = Member.objects.filter(name=name).first()\n"
        "    if person is None:\n"
        '        return HttpResponseNotFound(f"<h1>There is no member {name}</h1>")\n',
    ),
    (
        "notes/people.py",
        "import get_object_or_404, redirect, render",
        "import redirect, render",
    ),
    (
        "notes/people.py",
        "from django.shortcuts",
        "from django.http import HttpResponseNotFound\nfrom django.shortcuts",
    ),
]
