#!/bin/sh
# A command of manage.py on a server, as the site's user and with its settings:
#
#     sudo sh deploy/manage.sh createsuperuser
#
# Root reads the settings, then gives up its rights, as systemd does for the units.

set -eu
cd "$(dirname "$0")/.."

if [ ! -r /etc/myweb/env ]; then
    echo "The settings in /etc/myweb/env are for root only, or not there yet: use sudo," \
        "or see deploy/README.md." >&2
    exit 1
fi

set -a
. /etc/myweb/env
set +a

exec runuser -u myweb -- "$VIRTUAL_ENV/bin/python" manage.py "$@"
