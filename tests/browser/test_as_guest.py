"""Every page that a guest finds."""

from .walking import EveryPage


class GuestTests(EveryPage):
    pass
