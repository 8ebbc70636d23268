"""Everything belonging to a book is prefetched, and the models' methods count in Python.

More rows come than are shown, but no more for a larger library: a page has twenty books.
"""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .models import Author, Book, Loan, Reader

FILE = "shelf/views.py"
PAGE_SIZE = 20


def book_list(request):
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isdecimal() and len(typed) < 6 else 1
    start = max(page - 1, 0) * PAGE_SIZE
    books = Book.objects.order_by("title", "pk").select_related("publisher")
    books = books.prefetch_related("authors", "reviews", "loans")
    books = books[start : start + PAGE_SIZE]
    return render(request, "shelf/book_list.html", {"books": books, "next": page + 1})


def author_list(request):
    authors = Author.objects.prefetch_related("books__reviews").order_by("name", "pk")
    return render(request, "shelf/author_list.html", {"authors": authors})


def reader_list(request):
    readers = Reader.objects.order_by("name", "pk")
    readers = readers.prefetch_related("loans__book__publisher")
    return render(request, "shelf/reader_list.html", {"readers": readers})


@require_POST
def reader_return(request, pk):
    reader = get_object_or_404(Reader, pk=pk)
    loans = list(reader.loans.filter(returned_on=None))
    for loan in loans:
        loan.returned_on = timezone.localdate()
    Loan.objects.bulk_update(loans, ["returned_on"])
    return redirect("shelf:reader_list")
