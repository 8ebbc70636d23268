"""A class-based view, Django's CreateView, and reviews ordered by the view."""

from django.shortcuts import get_object_or_404, render
from django.views.generic import CreateView, DetailView

from .models import Book, Review

FILE = "books/views.py"


def book_list(request):
    return render(request, "books/book_list.html", {"books": Book.objects.all()})


class BookDetail(DetailView):
    model = Book

    def get_context_data(self, **context):
        reviews = self.object.reviews.order_by("-pk")
        return super().get_context_data(reviews=reviews, **context)


class ReviewCreate(CreateView):
    model = Review
    fields = ["name", "stars", "text"]
    template_name = "books/review_create.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.book = get_object_or_404(Book, pk=kwargs["pk"])

    def get_context_data(self, **context):
        return super().get_context_data(book=self.book, **context)

    def form_valid(self, form):
        form.instance.book = self.book
        return super().form_valid(form)

    def get_success_url(self):
        return self.book.get_absolute_url()


book_detail = BookDetail.as_view()
review_create = ReviewCreate.as_view()
