"""What lab 05 asks: of the class tree, a folder and a form, and the order of calls."""

from . import check_calls, check_folder, check_form, check_tree

PARTS = [check_tree, check_folder, check_form, check_calls]
