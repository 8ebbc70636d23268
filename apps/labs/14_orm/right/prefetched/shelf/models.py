"""What the library knows."""

from django.db import models


class Publisher(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class Author(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name

    def book_count(self):
        return len(self.books.all())

    def review_count(self):
        return sum(len(book.reviews.all()) for book in self.books.all())

    def newest_title(self):
        newest = min(self.books.all(), key=lambda b: (-b.year, b.pk), default=None)
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
        return sorted(self.authors.all(), key=lambda author: (author.name, author.pk))

    def review_count(self):
        return len(self.reviews.all())

    def average(self):
        stars = [review.stars for review in self.reviews.all()]
        return sum(stars) / len(stars) if stars else None

    def newest_words(self):
        newest = max(self.reviews.all(), key=lambda r: (r.made_on, r.pk), default=None)
        return newest.text if newest else ""

    def loan_count(self):
        return len(self.loans.all())

    def is_lent(self):
        return any(loan.returned_on is None for loan in self.loans.all())


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
        out = [loan for loan in self.loans.all() if loan.returned_on is None]
        return sorted(out, key=lambda loan: (loan.lent_on, loan.pk))


class Loan(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="loans")
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="loans")
    lent_on = models.DateField()
    returned_on = models.DateField(null=True)

    def __str__(self):
        return f"{self.book} to {self.reader}"
