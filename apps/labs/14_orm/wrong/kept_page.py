"""The list is kept for the next reader, and nobody throws it away when it is old."""

REFUSED_BY = "fresh"
EDITS = [
    (
        "shelf/views.py",
        "    books = Book.objects.for_shelf()[start : start + PAGE_SIZE]\n",
        "    key = (start, Book.objects.count())\n"
        "    if key not in KEPT:\n"
        "        KEPT[key] = list(Book.objects.for_shelf()[start : start + PAGE_SIZE])\n"
        "    books = KEPT[key]\n",
    ),
    (
        "shelf/views.py",
        "PAGE_SIZE = 20\n",
        "PAGE_SIZE = 20\nKEPT = {}\n",
    ),
]
