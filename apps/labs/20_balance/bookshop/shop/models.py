from django.db import models


class Book(models.Model):
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=200)
    # By which the warehouse knows it.
    code = models.CharField(max_length=12, unique=True)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title


class Order(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="orders")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.book} for {self.name}"
