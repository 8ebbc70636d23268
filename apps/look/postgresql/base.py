"""Django's PostgreSQL backend, with a cheaper look at a connection that was kept."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self):
        """Look at the socket; ask "SELECT 1" only if there is something to read.

        Between two requests a server has nothing to say, unless it says good-bye:
        then the socket is readable. Asking it at each request instead costs as
        much as a small query.
        """
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()
