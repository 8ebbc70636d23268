from django.contrib.auth import hashers


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Argon2id with the least that OWASP recommends: 19 MiB, two passes, one thread.

    Django's own asks for 100 MiB and eight threads: ten people who sign in at
    once would take a gigabyte and all cores of a small server from the readers.
    A hash made with other numbers is made anew when its owner next signs in.
    https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
