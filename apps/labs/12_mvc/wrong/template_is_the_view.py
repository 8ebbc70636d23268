"""What one sees is the view, in Django too."""

REFUSED_BY = "roles"
EDITS = [
    ("roles.txt", "page_django.html              T", "page_django.html              V"),
]
