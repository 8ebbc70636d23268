"""What lab 18 asks: of two sites, of their limits, and of a running nginx."""

from . import check_limits, check_running, check_sites

PARTS = [check_sites, check_limits, check_running]
