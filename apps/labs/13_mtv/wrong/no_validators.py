"""That stars go from 1 to 5 is known to the reader."""

REFUSED_BY = "refused_input"
EDITS = [
    (
        "books/models.py",
        "    stars = models.PositiveSmallIntegerField(\n"
        "        validators=[MinValueValidator(1), MaxValueValidator(5)]\n"
        "    )\n",
        "    stars = models.PositiveSmallIntegerField()\n",
    ),
    (
        "books/models.py",
        "from django.core.validators import MaxValueValidator, MinValueValidator\n",
        "",
    ),
    (
        "books/migrations/0002_review.py",
        "                    models.PositiveSmallIntegerField(\n"
        "                        validators=[\n"
        "                            django.core.validators.MinValueValidator(1),\n"
        "                            django.core.validators.MaxValueValidator(5),\n"
        "                        ]\n"
        "                    ),\n",
        "                    models.PositiveSmallIntegerField(),\n",
    ),
    (
        "books/models.py",
        "        constraints = [\n"
        "            # The database is asked by everybody: a script, a shell, a form of tomorrow.\n"
        "            models.CheckConstraint(\n"
        '                condition=models.Q(stars__range=(1, 5)), name="review_stars_1_to_5"\n'
        "            )\n"
        "        ]\n",
        "",
    ),
    (
        "books/migrations/0002_review.py",
        '                "constraints": [\n'
        "                    models.CheckConstraint(\n"
        '                        condition=models.Q(("stars__range", (1, 5))),\n'
        '                        name="review_stars_1_to_5",\n'
        "                    )\n"
        "                ],\n",
        "",
    ),
]
