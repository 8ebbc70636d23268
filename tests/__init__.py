"""What holds across the apps; an app's own tests lie in apps/<app>/tests/."""

import sys

from deploy.development import NEEDED

if sys.version_info < NEEDED:
    raise SystemExit(
        f"myweb needs Python 3.11 or newer; {sys.executable} is an older one. "
        "Say which to use: make test PYTHON=python3.12"
    )
