"""When the head has gone out, exc_info is of no use."""

REFUSED_BY = "too_late"
EDITS = [
    (
        "gateway.py",
        "                raise exc_info[1].with_traceback(exc_info[2])\n",
        "                return self.write\n",
    )
]
