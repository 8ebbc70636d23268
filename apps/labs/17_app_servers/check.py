"""What lab 17 asks: of a packet, of uwsgi.ini, of a stack that is kept alive, of a guess."""

from . import check_guess, check_ini, check_packet, check_stack

PARTS = [check_packet, check_ini, check_stack, check_guess]
