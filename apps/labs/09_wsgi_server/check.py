"""What lab 09 asks: of the server side of WSGI, from environ to this very site."""

from . import (
    check_called,
    check_in,
    check_out,
    check_programs,
    check_refuses,
    check_wrong,
)

PARTS = [check_called, check_in, check_out, check_wrong, check_refuses, check_programs]
