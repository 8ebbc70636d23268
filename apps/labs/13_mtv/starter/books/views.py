"""Which data a page shows, and what a form changes. The V of MTV.

A view answers a request. It says what is shown; how that looks is the template's affair.
"""

from django.shortcuts import get_object_or_404, render

from .models import Book


def book_list(request):
    """Show all books."""
    return render(request, "books/book_list.html", {"books": Book.objects.all()})


def book_detail(request, pk):
    """Show a book."""
    book = get_object_or_404(Book, pk=pk)
    return render(request, "books/book_detail.html", {"book": book})


# Your part: the page on which a reader writes a review.
