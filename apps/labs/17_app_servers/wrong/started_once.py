"""supervisord starts it; a program that was started runs."""

REFUSED_BY = "comes_back"
EDITS = [
    (
        "stack.conf",
        "with longer and longer pauses, and then is FATAL.\n",
        "with longer and longer pauses, and then is FATAL.\nautorestart = false\n",
    ),
    (
        "stack.conf",
        "it after exit status 0.\nautorestart = true\n",
        "it after exit status 0.\n",
    ),
]
