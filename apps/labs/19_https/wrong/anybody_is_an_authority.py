"""The same section will do for all certificates."""

REFUSED_BY = "site_signs_nothing"
EDITS = [
    (
        "extensions.conf",
        "basicConstraints       = critical, CA:FALSE",
        "basicConstraints       = critical, CA:TRUE",
    ),
    (
        "extensions.conf",
        "critical, digitalSignature",
        "critical, digitalSignature, keyCertSign",
    ),
    ("extensions.conf", "CA:TRUE, pathlen:0", "CA:TRUE"),
]
