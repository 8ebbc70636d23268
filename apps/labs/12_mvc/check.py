"""What lab 12 asks: of Smalltalk's MVC, of one guestbook written five ways, and of you."""

from . import check_elsewhere, check_guestbook, check_roles, check_smalltalk

PARTS = [check_smalltalk, check_guestbook, check_elsewhere, check_roles]
