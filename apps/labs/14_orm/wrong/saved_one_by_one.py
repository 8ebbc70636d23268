"""Each loan is fetched, changed and saved."""

REFUSED_BY = "returned_queries"
EDITS = [
    (
        "shelf/views.py",
        "    reader.loans.filter(returned_on=None).update(returned_on=timezone.localdate())\n",
        "    for loan in reader.loans.filter(returned_on=None):\n"
        "        loan.returned_on = timezone.localdate()\n"
        "        loan.save()\n",
    ),
]
