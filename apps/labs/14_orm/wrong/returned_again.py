"""The update means all loans of the reader, and those long back get a new date."""

REFUSED_BY = "returned_same"
EDITS = [
    (
        "shelf/views.py",
        "reader.loans.filter(returned_on=None).update",
        "reader.loans.update",
    ),
]
