"""What lab 13 asks of the library: what it did before, and reviews in every part of it.

The site is served from a copy, with a database of its own that has been in use: it has
run the first migration, and has books in it. check_setup.py is the part inside the site.
"""

from . import check_around, check_model, check_reviews

PARTS = [check_model, check_reviews, check_around]
