"""The name stands in CN; that is what the question of openssl was about."""

REFUSED_BY = "has_names"
EDITS = [
    ("extensions.conf", "subjectAltName         = $ENV::NAMES\n", ""),
]
