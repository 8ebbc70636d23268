"""Books, and all that belongs to them: the same ones for the same seed.

Libraries are not tidy: some books have no publisher, no author or no review, some readers
have nothing at home, and two reviews may be of one day.
"""

import itertools
import random
from datetime import date, timedelta

from django.db import transaction
from shelf.models import Author, Book, Loan, Publisher, Reader, Review

NAMES = ["Ada", "Bo", "Cem", "Dora", "Émile", "Fatma", "Grete", "Hiro", "Ines", "Jan"]
THINGS = ["Garden", "Lamp", "River", "Letter", "Station", "Winter", "Bridge", "Clock"]
WORDS = ["Quiet.", "Long & good.", "Not for me.", "I wept.", "Twice!", "<3"]
FIRST_DAY = date(2020, 1, 1)


@transaction.atomic
def fill(books, seed=1):
    """Empty the library and put this many books into it."""
    chance = random.Random(seed)
    for model in Loan, Review, Book, Author, Publisher, Reader:
        model.objects.all().delete()
    publishers = Publisher.objects.bulk_create(
        Publisher(pk=n, name=f"{chance.choice(THINGS)} Press {n}") for n in range(1, 8)
    )
    authors = Author.objects.bulk_create(
        Author(pk=n, name=f"{chance.choice(NAMES)} {chance.choice(THINGS)}")
        for n in range(1, 6 + books // 2)
    )
    readers = Reader.objects.bulk_create(
        Reader(pk=n, name=f"{chance.choice(NAMES)} {n}")
        for n in range(1, 4 + books // 4)
    )
    made = Book.objects.bulk_create(
        Book(
            pk=n,
            title=f"The {chance.choice(THINGS)} and the {chance.choice(THINGS)}",
            year=chance.randrange(1900, 1910),
            publisher=chance.choice([None, *publishers]),
        )
        for n in range(1, books + 1)
    )
    Written = Book.authors.through
    Written.objects.bulk_create(
        Written(book=book, author=author)
        for book in made
        for author in chance.sample(authors, chance.choice([0, 1, 1, 2, 3]))
    )
    numbers = itertools.count(1)
    Review.objects.bulk_create(
        Review(
            pk=next(numbers),
            book=book,
            stars=chance.randint(1, 5),
            text=chance.choice(WORDS),
            made_on=FIRST_DAY + timedelta(chance.randrange(4)),
        )
        for book in made
        for _ in range(chance.choice([0, 1, 2, 4]))
    )
    Loan.objects.bulk_create(
        Loan(
            pk=next(numbers),
            book=book,
            # The first reader takes a lot, and the last one nothing.
            reader=readers[0] if chance.random() < 0.3 else chance.choice(readers[:-1]),
            lent_on=FIRST_DAY + timedelta(10 * number),
            # The last one may still be out.
            returned_on=None
            if number == last and chance.random() < 0.6
            else FIRST_DAY + timedelta(10 * number + 5),
        )
        for book in made
        for last in [chance.choice([-1, 0, 1, 2])]
        for number in range(last + 1)
    )
