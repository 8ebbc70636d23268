"""Ten threads compute ten times as fast."""

REFUSED_BY = "predictions"
EDITS = [
    (
        "predictions.txt",
        "ten computations, one process with ten threads: 10",
        "ten computations, one process with ten threads: 1",
    )
]
