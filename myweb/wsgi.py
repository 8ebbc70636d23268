"""The door that a WSGI server knocks at (PEP 3333): `application`.

For production: nothing here assumes debug, and without a SECRET_KEY the
settings refuse to load (see myweb/settings.py).
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "myweb.settings")

application = get_wsgi_application()
