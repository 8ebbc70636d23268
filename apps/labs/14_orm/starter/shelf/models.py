"""What the library knows. The tables are good as they are: leave them so."""

from django.db import models
from django.db.models import Avg


class Publisher(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class Author(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name

    def book_count(self):
        return self.books.count()

    def review_count(self):
        return Review.objects.filter(book__authors=self).count()

    def newest_title(self):
        newest = self.books.order_by("-year", "pk").first()
        return newest.title if newest else None


class Book(models.Model):
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    publisher = models.ForeignKey(
        Publisher, models.SET_NULL, null=True, related_name="books"
    )
    authors = models.ManyToManyField(Author, related_name="books")

    def __str__(self):
        return self.title

    def authors_by_name(self):
        return self.authors.order_by("name", "pk")

    def review_count(self):
        return self.reviews.count()

    def average(self):
        return self.reviews.aggregate(stars=Avg("stars"))["stars"]

    def newest_words(self):
        newest = self.reviews.order_by("-made_on", "-pk").first()
        return newest.text if newest else ""

    def loan_count(self):
        return self.loans.count()

    def is_lent(self):
        return self.loans.filter(returned_on=None).exists()


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_on = models.DateField()

    def __str__(self):
        return self.text


class Reader(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name

    def open_loans(self):
        return self.loans.filter(returned_on=None).order_by("lent_on", "pk")


class Loan(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="loans")
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="loans")
    lent_on = models.DateField()
    returned_on = models.DateField(null=True)

    def __str__(self):
        return f"{self.book} to {self.reader}"
