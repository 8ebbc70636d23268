"""Validators are thought to guard the database."""

REFUSED_BY = "database_guards"
EDITS = [
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
    (
        "steps.txt",
        "4 M: SELECT %s AS _check WHERE COALESCE(…)\n",
        "",
    ),
    (
        "steps.txt",
        "5 M",
        "4 M",
    ),
    (
        "steps.txt",
        "6 F",
        "5 F",
    ),
    (
        "steps.txt",
        "7 V",
        "6 V",
    ),
    (
        "steps.txt",
        "8 M",
        "7 M",
    ),
    (
        "steps.txt",
        "9 T",
        "8 T",
    ),
    (
        "steps.txt",
        "10 M",
        "9 M",
    ),
]
