"""least_conn is sticky, because who is known comes back to where there is room."""

REFUSED_BY = "keeps_seats"
EDITS = [("nginx.conf", "hash $cookie_seat consistent;", "least_conn;")]
