"""Every page that a member finds."""

from .walking import EveryPage


class MemberTests(EveryPage):
    NAME = "lin"
