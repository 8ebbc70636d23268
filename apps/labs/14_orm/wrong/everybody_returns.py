"""The update means all loans that are out, whoever has them."""

REFUSED_BY = "returned_same"
EDITS = [
    (
        "shelf/views.py",
        "reader.loans.filter(returned_on=None).update",
        "Loan.objects.filter(returned_on=None).update",
    ),
    (
        "shelf/views.py",
        "import Author, Book, Reader",
        "import Author, Book, Loan, Reader",
    ),
]
