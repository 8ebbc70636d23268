"""The prefetch has all loans, those of last year too."""

REFUSED_BY = "readers_same"
EDITS = [
    (
        "shelf/models.py",
        'out = Loan.objects.filter(returned_on=None).order_by("lent_on", "pk")',
        'out = Loan.objects.order_by("lent_on", "pk")',
    ),
]
