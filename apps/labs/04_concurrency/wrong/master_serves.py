"""The master forks, and then serves with its children."""

REFUSED_BY = "children_answer"
EDITS = [
    (
        "processes.py",
        "        while not self.is_ending:\n            self.fill()\n            self.watch(1)\n",
        "        self.fill()\n        import threads\n\n        threads.serve(self.listener, self.wake)\n",
    ),
    (
        "processes.py",
        "        threads.serve(listener, wake=line)\n",
        "        __import__('select').select([line], [], [])\n",
    ),
]
