"""What lab 16 asks: of a letter handed over by hand, of a page, and of a queue."""

from . import check_page, check_queue, check_send

PARTS = [check_send, check_page, check_queue]
