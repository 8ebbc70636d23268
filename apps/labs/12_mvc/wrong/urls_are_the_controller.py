"""In each framework something must be the controller."""

REFUSED_BY = "roles"
EDITS = [
    ("roles.txt", "urlpatterns                   F", "urlpatterns                   C"),
]
