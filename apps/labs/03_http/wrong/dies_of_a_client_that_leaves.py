"""A client that breaks off takes the server with it."""

REFUSED_BY = "survives"
EDITS = [
    (
        "server.py",
        "                except OSError as error:\n",
        "                except ZeroDivisionError as error:\n",
    )
]
