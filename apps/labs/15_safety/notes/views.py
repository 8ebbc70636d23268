"""Notes: read, searched, written, deleted.

Two habits do most of the work. What one may not see is not asked for: access is a part of
the query. And what a person has typed goes where a value belongs, beside the statement and
beside the markup, never into them.
"""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from .models import Note
from .people import member_of, needs_member, show

# The orders that a reader may choose. Whatever else an address says is none of them:
# a column's name cannot be sent as a value, so it is looked up and not passed on.
ORDERS = {"made_at": ["-made_at", "-pk"], "text": ["text", "pk"]}


def visible_to(member):
    """Give the notes that this reader may see; member is None for a visitor."""
    return Note.objects.filter(Q(is_private=False) | Q(author=member)).select_related(
        "author"
    )


def note_list(request):
    return show(request, "notes/note_list.html", notes=visible_to(member_of(request)))


def note_search(request):
    """Search the public notes."""
    query = request.GET.get("q", "")
    order = ORDERS.get(request.GET.get("order"), ORDERS["made_at"])
    # icontains sends the words as a value, and takes % and _ for what they are.
    found = visible_to(None).filter(text__icontains=query).order_by(*order)
    return show(request, "notes/note_search.html", query=query, notes=found)


def note_detail(request, pk):
    # What one may not see does not exist: 404 tells no more than that.
    note = get_object_or_404(visible_to(member_of(request)), pk=pk)
    return show(request, "notes/note_detail.html", note=note)


@needs_member
def note_create(request):
    if request.method == "POST" and request.POST.get("text", "").strip():
        note = member_of(request).notes.create(
            text=request.POST["text"], is_private="is_private" in request.POST
        )
        return redirect("notes:note_detail", note.pk)
    return show(request, "notes/note_create.html")


# GET changes nothing (RFC 9110, 9.2.1): a browser, a search engine or <img src> of another
# site may send it at any time. A POST has a token, which the middleware asks for.
@require_POST
@needs_member
def note_delete(request, pk):
    member = member_of(request)
    notes = visible_to(member)
    if not member.is_moderator:
        notes = notes.filter(author=member)
    get_object_or_404(notes, pk=pk).delete()
    return redirect("notes:note_list")
