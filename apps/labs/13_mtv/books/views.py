"""Which data a page shows, and what a form changes. The V of MTV.

A view answers a request. It says what is shown; how that looks is the template's affair.
"""

from django.shortcuts import get_object_or_404, redirect, render

from .forms import ReviewForm
from .models import Book


def book_list(request):
    """Show all books."""
    return render(request, "books/book_list.html", {"books": Book.objects.all()})


def book_detail(request, pk):
    """Show a book and what readers say of it."""
    book = get_object_or_404(Book, pk=pk)
    return render(request, "books/book_detail.html", {"book": book})


def review_create(request, pk):
    """Write a review of a book."""
    # Not Book.objects.get: an unknown number is the client's mistake, 404, not ours, 500.
    book = get_object_or_404(Book, pk=pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # commit=False makes the review without saving it: the book is still missing.
        review = form.save(commit=False)
        review.book = book
        review.save()
        # POST, redirect, GET: who loads the page again sends nothing a second time.
        return redirect(book)
    # Either nobody has typed anything yet, or the form has something to say about it.
    return render(request, "books/review_create.html", {"book": book, "form": form})
