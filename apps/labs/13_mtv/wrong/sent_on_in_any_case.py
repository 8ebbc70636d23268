"""The browser is sent on whether the form was valid or not."""

REFUSED_BY = "refused_input"
EDITS = [
    (
        "books/views.py",
        "        return redirect(book)\n    # Either",
        '    if request.method == "POST":\n        return redirect(book)\n    # Either',
    ),
]
