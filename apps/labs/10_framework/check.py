"""What lab 10 asks of a framework: that small sites written on it behave.

Each step writes one and asks it as a browser would. The reference passes, and so do
twins of it, in right/, for which Django and others do the work.
"""

from . import check_methods, check_mistakes, check_routes

PARTS = [check_routes, check_methods, check_mistakes]
