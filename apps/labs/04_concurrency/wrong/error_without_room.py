"""sendall on a socket that does not block sends what there is."""

REFUSED_BY = "slow_reader"
EDITS = [
    (
        "events.py",
        "            yield from send(connection, answer.words)\n",
        "            connection.sendall(answer.words)\n",
    ),
    (
        "events.py",
        "        except OSError as error:",
        "        except ZeroDivisionError as error:",
    ),
]
