"""What lab 03 asks: of a server that a browser can use, and of a client by hand."""

from . import check_client, check_methods, check_pages, check_refuses

PARTS = [check_pages, check_methods, check_refuses, check_client]
