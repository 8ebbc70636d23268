"""A request is decoded as UTF-8, and nobody catches what that raises."""

REFUSED_BY = "survives"
EDITS = [
    (
        "server.py",
        '    first, *lines = head.split(b"\\r\\n")\n',
        '    head.decode()\n    first, *lines = head.split(b"\\r\\n")\n',
    ),
    ("server.py", "    except Exception:\n", "    except ZeroDivisionError:\n"),
]
