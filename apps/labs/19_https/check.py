"""What lab 19 asks: of an authority, of a site that speaks TLS, of a client."""

from . import check_authority, check_client, check_site

PARTS = [check_authority, check_client, check_site]
