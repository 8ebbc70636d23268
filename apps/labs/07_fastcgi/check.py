"""What lab 07 asks: of a FastCGI responder, record by record and by outside clients.

It is stricter than life. libfcgi, flup and uWSGI's fastcgi-socket fail several steps each
(an abort, another role, GET_VALUES, parameters that are cut), and both outside clients
are content with all three.
"""

from . import check_connections, check_management, check_outside, check_streams

PARTS = [check_connections, check_streams, check_management, check_outside]
