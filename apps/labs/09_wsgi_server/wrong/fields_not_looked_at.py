"""Fields are the application's business."""

REFUSED_BY = "errors"
EDITS = [
    (
        "gateway.py",
        "        if type(value) is not str or not VALUE.fullmatch(value):\n",
        "        if type(value) is not str:\n",
    )
]
