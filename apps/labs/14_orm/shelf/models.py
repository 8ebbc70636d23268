"""What the library knows, and the questions that its pages ask: the querysets below.

A queryset is a question that has not been asked yet. What a page is going to show can be
said in it, and it is then fetched with the books themselves, in one query or a few.
"""

from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Prefetch, Subquery


class Publisher(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class AuthorQuerySet(models.QuerySet):
    def for_list(self):
        """Fetch with each author what the list of authors shows."""
        newest = Book.objects.filter(authors=OuterRef("pk")).order_by("-year", "pk")
        return self.annotate(
            # Two joins multiply: two books of three reviews each are six rows, and both
            # counts would be six. distinct counts books, and reviews, once.
            book_count=Count("books", distinct=True),
            review_count=Count("books__reviews", distinct=True),
            newest_title=Subquery(newest.values("title")[:1]),
        ).order_by("name", "pk")


class Author(models.Model):
    name = models.CharField(max_length=100)

    objects = AuthorQuerySet.as_manager()

    def __str__(self):
        return self.name


class BookQuerySet(models.QuerySet):
    def for_shelf(self):
        """Fetch with each book what the shelf shows of it."""
        newest = Review.objects.filter(book=OuterRef("pk")).order_by("-made_on", "-pk")
        out = Loan.objects.filter(book=OuterRef("pk"), returned_on=None)
        return (
            # One publisher a book: by a join, in the same query. It is a LEFT JOIN, since
            # the publisher may be missing; a filter on it would lose such books.
            self.select_related("publisher")
            # Many authors a book: by one more query for all books together. The order is
            # part of what is fetched; asked for later it would be a query for each book.
            .prefetch_related(
                Prefetch("authors", Author.objects.order_by("name", "pk"))
            )
            # What is counted is counted by the database, and no review is fetched for it.
            .annotate(
                review_count=Count("reviews", distinct=True),
                average=Avg("reviews__stars"),
                loan_count=Count("loans", distinct=True),
                newest_words=Subquery(newest.values("text")[:1]),
                is_lent=Exists(out),
            )
            .order_by("title", "pk")
        )


class Book(models.Model):
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    publisher = models.ForeignKey(
        Publisher, models.SET_NULL, null=True, related_name="books"
    )
    authors = models.ManyToManyField(Author, related_name="books")

    objects = BookQuerySet.as_manager()

    def __str__(self):
        return self.title


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_on = models.DateField()

    def __str__(self):
        return self.text


class ReaderQuerySet(models.QuerySet):
    def with_open_loans(self):
        """Fetch with each reader the loans that are out, with book and publisher."""
        out = Loan.objects.filter(returned_on=None).order_by("lent_on", "pk")
        # A filtered list needs a place of its own: reader.loans.filter() would ask anew.
        return self.prefetch_related(
            Prefetch(
                "loans", out.select_related("book__publisher"), to_attr="open_loans"
            )
        ).order_by("name", "pk")


class Reader(models.Model):
    name = models.CharField(max_length=100)

    objects = ReaderQuerySet.as_manager()

    def __str__(self):
        return self.name


class Loan(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="loans")
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="loans")
    lent_on = models.DateField()
    returned_on = models.DateField(null=True)

    def __str__(self):
        return f"{self.book} to {self.reader}"
