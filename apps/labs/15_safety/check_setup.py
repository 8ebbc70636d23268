"""What the check of lab 15 does inside the learner's site: laid as checked_setup.py."""

from django.conf import settings
from django.contrib.auth import hashers
from django.core.management import call_command

work = 0


class Counting(hashers.MD5PasswordHasher):
    """A quick hash, for a check that signs in fifty times; each one is counted."""

    def encode(self, password, salt):
        global work
        work += 1
        return super().encode(password, salt)


def prepare():
    settings.PASSWORD_HASHERS = ["checked_setup.Counting"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    call_command("migrate", verbosity=0)


def hashes():
    """Say how many passwords have been hashed so far: what a clock would tell."""
    return work
