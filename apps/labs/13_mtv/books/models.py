"""What the site knows: books, and what readers say of them. The M of MTV."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse


class Book(models.Model):
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=100)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("books:book_detail", args=[self.pk])


class Review(models.Model):
    """What one reader thinks of one book."""

    # A review of nothing says nothing: it goes with its book.
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    name = models.CharField(max_length=60)
    # Validators are asked by forms, before anything is saved; they tell a person.
    stars = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # Two of the same moment are told apart by their numbers.
        ordering = ["-made_at", "-pk"]
        constraints = [
            # The database is asked by everybody: a script, a shell, a form of tomorrow.
            models.CheckConstraint(
                condition=models.Q(stars__range=(1, 5)), name="review_stars_1_to_5"
            )
        ]

    def __str__(self):
        return f"{self.name} on {self.book}"
