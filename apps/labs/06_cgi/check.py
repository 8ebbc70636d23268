"""What lab 06 asks: of a gateway that starts a process for each request."""

from . import check_answers, check_environment, check_runs, check_trouble

PARTS = [check_answers, check_environment, check_runs, check_trouble]
