"""Who waits, sleeps; and with it the loop."""

REFUSED_BY = "all_wait"
EDITS = [
    (
        "tornado_app.py",
        "        await door\n",
        "        import time\n\n"
        "        while len(self.waiting) < int(number) and not door.done():\n"
        "            time.sleep(0.05)\n",
    )
]
