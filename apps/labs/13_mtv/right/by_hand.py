"""No Django form: the fields are read and written by hand, and the model is asked itself.

What ModelForm saves: the three lines of labels, the kept values, the errors in their
places; and to think of `full_clean`, without which nobody asks the validators.
"""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from .models import Book, Review

FILE = "books/views.py"
NAMES = ["name", "stars", "text"]


def book_list(request):
    return render(request, "books/book_list.html", {"books": Book.objects.all()})


def find(pk):
    try:
        return Book.objects.get(pk=pk)
    except Book.DoesNotExist:
        raise Http404(f"There is no book {pk}.") from None


def book_detail(request, pk):
    return render(request, "books/book_detail.html", {"book": find(pk)})


def review_create(request, pk):
    book = find(pk)
    typed = {name: request.POST.get(name, "").strip() for name in NAMES}
    errors = []
    if request.method == "POST":
        review = Review(book=book, **typed)
        try:
            review.full_clean()
        except ValidationError as error:
            errors = error.messages
        else:
            review.save()
            return HttpResponseRedirect(book.get_absolute_url(), status=303)
    page = {"book": book, "typed": typed, "errors": errors}
    return render(
        request, "books/review_create.html", page, status=422 if errors else 200
    )
