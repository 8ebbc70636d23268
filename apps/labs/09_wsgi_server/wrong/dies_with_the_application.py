"""An application does not fail."""

REFUSED_BY = "errors"
EDITS = [
    (
        "gateway.py",
        "    except Exception:\n        # That",
        "    except ZeroDivisionError:\n        # That",
    )
]
