"""The pages of the library.

They are right, and your part is that they stay so: the same HTML, from at most five queries
a page (three to take books back), however many books there are. Where these queries are
made you find out by count.py; they may be cured here, in models.py and in the templates.
"""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .models import Author, Book, Reader

PAGE_SIZE = 20


def book_list(request):
    """Show the shelf, twenty books a page, in the order of their titles."""
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isdecimal() and len(typed) < 6 else 1
    start = max(page - 1, 0) * PAGE_SIZE
    books = Book.objects.order_by("title", "pk")[start : start + PAGE_SIZE]
    return render(request, "shelf/book_list.html", {"books": books, "next": page + 1})


def author_list(request):
    """Show all authors, and how much there is of each."""
    authors = Author.objects.order_by("name", "pk")
    return render(request, "shelf/author_list.html", {"authors": authors})


def reader_list(request):
    """Show all readers, and what they have at home."""
    readers = Reader.objects.order_by("name", "pk")
    return render(request, "shelf/reader_list.html", {"readers": readers})


@require_POST
def reader_return(request, pk):
    """Take back all that a reader has at home."""
    reader = get_object_or_404(Reader, pk=pk)
    for loan in reader.open_loans():
        loan.returned_on = timezone.localdate()
        loan.save()
    return redirect("shelf:reader_list")
