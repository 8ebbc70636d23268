"""The pages of the library."""

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
    # The slice is part of the question: LIMIT and OFFSET.
    books = Book.objects.for_shelf()[start : start + PAGE_SIZE]
    return render(request, "shelf/book_list.html", {"books": books, "next": page + 1})


def author_list(request):
    """Show all authors, and how much there is of each."""
    return render(
        request, "shelf/author_list.html", {"authors": Author.objects.for_list()}
    )


def reader_list(request):
    """Show all readers, and what they have at home."""
    return render(
        request, "shelf/reader_list.html", {"readers": Reader.objects.with_open_loans()}
    )


@require_POST
def reader_return(request, pk):
    """Take back all that a reader has at home."""
    reader = get_object_or_404(Reader, pk=pk)
    # One statement, however many books: the rows never come here.
    reader.loans.filter(returned_on=None).update(returned_on=timezone.localdate())
    return redirect("shelf:reader_list")
