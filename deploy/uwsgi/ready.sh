#!/bin/sh
# Can the application server start? myweb_uwsgi.ini asks this before all else:
#
#     sh deploy/uwsgi/ready.sh VAR_DIR RUN_DIR VIRTUAL_ENV
#
# A sentence for each thing that is missing, and status 1; or silence and 0.

var_dir=$1 run_dir=$2 venv_dir=$3 missing=0

missing() {
    echo "myweb does not start: $*" >&2
    missing=1
}

if [ -z "$SECRET_KEY" ]; then
    missing "SECRET_KEY is not set. Put it and the other variables of" \
        "deploy/env.example into the environment; \`make production\` does that by itself."
fi

if [ ! -x "$venv_dir/bin/python" ]; then
    missing "there is no virtual environment at $venv_dir. Set VIRTUAL_ENV to the one" \
        "that has the packages of requirements.txt."
elif ! "$venv_dir/bin/python" -c "import django, psycopg" 2>/dev/null; then
    missing "the packages are not in $venv_dir. Run:" \
        "$venv_dir/bin/pip install -r requirements.txt"
fi

if [ ! -e "$var_dir/static/staticfiles.json" ]; then
    missing "there are no collected static files in $var_dir/static, so no page would" \
        "find its style. Run: $venv_dir/bin/python manage.py collectstatic"
fi

# The owner, and nginx's group; nobody else may even look.
if ! mkdir -p -m 750 "$run_dir"; then
    missing "the folder for its sockets, $run_dir, cannot be made."
fi

exit $missing
