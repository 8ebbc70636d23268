"""The shelf by SQL: what the ORM writes can be written, and is then one's own to keep."""

from collections import defaultdict

from django.db import connection
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .models import Author, Loan, Reader

FILE = "shelf/views.py"
SHELF = """
    SELECT book.id AS pk, book.title, book.year, publisher.name AS publisher,
        (SELECT count(*) FROM shelf_review WHERE book_id = book.id) AS review_count,
        (SELECT avg(stars) FROM shelf_review WHERE book_id = book.id) AS average,
        (SELECT text FROM shelf_review WHERE book_id = book.id
            ORDER BY made_on DESC, id DESC LIMIT 1) AS newest_words,
        (SELECT count(*) FROM shelf_loan WHERE book_id = book.id) AS loan_count,
        EXISTS (SELECT 1 FROM shelf_loan
            WHERE book_id = book.id AND returned_on IS NULL) AS is_lent
    FROM shelf_book AS book LEFT JOIN shelf_publisher AS publisher
        ON publisher.id = book.publisher_id
    ORDER BY book.title, book.id LIMIT 20 OFFSET %s
"""
AUTHORS = """
    SELECT link.book_id, author.name FROM shelf_author AS author
    JOIN shelf_book_authors AS link ON link.author_id = author.id
    WHERE link.book_id IN (SELECT value FROM json_each(%s))
    ORDER BY author.name, author.id
"""


def asked(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def book_list(request):
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isdecimal() and len(typed) < 6 else 1
    books = asked(SHELF, max(page - 1, 0) * 20)
    by_book = defaultdict(list)
    for row in asked(AUTHORS, str([book["pk"] for book in books])):
        by_book[row["book_id"]].append({"name": row["name"]})
    for book in books:
        book["authors"] = {"all": by_book[book["pk"]]}
        book["publisher"] = book["publisher"] and {"name": book["publisher"]}
    return render(request, "shelf/book_list.html", {"books": books, "next": page + 1})


def author_list(request):
    authors = Author.objects.for_list()
    return render(request, "shelf/author_list.html", {"authors": authors})


def reader_list(request):
    loans = Loan.objects.filter(returned_on=None).order_by("lent_on", "pk")
    by_reader = defaultdict(list)
    for loan in loans.select_related("book", "book__publisher"):
        by_reader[loan.reader_id].append(loan)
    readers = Reader.objects.order_by("name", "pk")
    shown = [
        {"name": reader.name, "pk": reader.pk, "open_loans": by_reader[reader.pk]}
        for reader in readers
    ]
    return render(request, "shelf/reader_list.html", {"readers": shown})


@require_POST
def reader_return(request, pk):
    if not Reader.objects.filter(pk=pk).exists():
        raise Http404
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shelf_loan SET returned_on = %s "
            "WHERE reader_id = %s AND returned_on IS NULL",
            [timezone.localdate(), pk],
        )
    return redirect("shelf:reader_list")
