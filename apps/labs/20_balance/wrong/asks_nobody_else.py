"""Asking another member could do harm, so it is switched off."""

REFUSED_BY = "survives_death"
EDITS = [("nginx.conf", "next_upstream error timeout;", "next_upstream off;")]
