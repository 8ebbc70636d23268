"""The same section will do for all certificates."""

REFUSED_BY = "site_signs_nothing"
EDITS = [
    (
        "extensions.cnf",
        "basicConstraints       = critical, CA:FALSE",
        "basicConstraints       = critical, CA:TRUE",
    ),
    (
        "extensions.cnf",
        "critical, digitalSignature",
        "critical, digitalSignature, keyCertSign",
    ),
    ("extensions.cnf", "CA:TRUE, pathlen:0", "CA:TRUE"),
]
