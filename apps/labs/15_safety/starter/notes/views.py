"""Notes: read, searched, written, deleted.

All of it works, for people who mean well. Your part is that it does no more than that
for those who do not: here, in people.py, in files.py, in the templates and in
pinboard/settings.py. `attack.py` shows what can be done to the site that runs; it is not
all that can be thought of.

Whatever an honest person does today must work tomorrow: strange names and texts, a link to
a page that asks for signing in first, the theme that was chosen before. A note is plain
text, shown as it was typed, in its lines; an address in it is a link. The addresses of
pages, and the names of what is typed into forms, stay as they are.
"""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect

from .models import Note
from .people import member_of, needs_member, show


def note_list(request):
    mine = Q(author=member_of(request))
    notes = Note.objects.filter(Q(is_private=False) | mine).select_related("author")
    return show(request, "notes/note_list.html", notes=notes)


def note_search(request):
    """Search the public notes."""
    query = request.GET.get("q", "")
    order = request.GET.get("order", "made_at")
    found = Note.objects.raw(
        "SELECT * FROM notes_note WHERE is_private = 0 "
        f"AND text LIKE '%%{query}%%' ORDER BY {order}"
    )
    return show(request, "notes/note_search.html", query=query, notes=found)


def note_detail(request, pk):
    note = get_object_or_404(Note, pk=pk)
    return show(request, "notes/note_detail.html", note=note)


@needs_member
def note_create(request):
    if request.method == "POST" and request.POST.get("text", "").strip():
        note = member_of(request).notes.create(
            text=request.POST["text"], is_private="is_private" in request.POST
        )
        return redirect("notes:note_detail", note.pk)
    return show(request, "notes/note_create.html")


@needs_member
def note_delete(request, pk):
    get_object_or_404(Note, pk=pk).delete()
    return redirect("notes:note_list")
