"""Every address is taken for UTF-8; one byte that is not ends in 500."""

REFUSED_BY = "as_before"
EDITS = [
    (
        "framework.py",
        "        except UnicodeDecodeError:\n",
        "        except ZeroDivisionError:\n",
    ),
]
