"""A fork for each connection keeps them apart."""

REFUSED_BY = "keeps_connection"
EDITS = [
    (
        "responder.py",
        "            work.start()\n",
        "            if os.fork() == 0:\n                work.run()\n                os._exit(0)\n            connection.close()\n            slots.release()\n",
    ),
]
