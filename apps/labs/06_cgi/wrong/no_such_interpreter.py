"""A file that may be executed can be executed."""

REFUSED_BY = "fails"
EDITS = [
    (
        "gateway.py",
        "        except OSError as error:\n            # No",
        "        except ZeroDivisionError as error:\n            # No",
    ),
]
