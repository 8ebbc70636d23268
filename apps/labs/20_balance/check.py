"""What lab 20 asks: of a group of servers, of a bookshop that was mended, of a new release."""

from . import check_group, check_hanging, check_release, check_shop

PARTS = [check_group, check_hanging, check_shop, check_release]
