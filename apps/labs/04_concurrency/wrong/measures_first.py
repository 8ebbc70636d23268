"""The numbers come first, the question what was expected afterwards."""

REFUSED_BY = "predict_first"
EDITS = [
    (
        "measure.py",
        "    expected = {name: ask(question) for name, question in QUESTIONS.items()}\n    print()\n",
        "    expected = dict.fromkeys(QUESTIONS, 0)\n",
    ),
]
