"""A person is an address: ip_hash."""

REFUSED_BY = "spreads_seats"
EDITS = [("nginx.conf", "hash $cookie_seat consistent;", "ip_hash;")]
