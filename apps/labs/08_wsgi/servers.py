"""One application, seven servers: what WSGI is for.

    python servers.py [port] [server] [module:callable]
    python servers.py 8080 waitress application:application

Servers: wsgiref gunicorn uwsgi waitress cheroot werkzeug tornado. Each is started in as
few words as it allows; how to set them up for real life is the matter of lab 17.
"""

import asyncio
import importlib.util
import os
import shutil
import socket
import sys


def by_wsgiref(port, target):
    from wsgiref.simple_server import make_server

    make_server("127.0.0.1", port, load(target)).serve_forever()


def by_gunicorn(port, target):
    run("gunicorn", "--bind", f"127.0.0.1:{port}", target)


def by_uwsgi(port, target):
    # In C; Python is a library to it, which has to be told of a virtual environment.
    home = ["--home", sys.prefix] if sys.prefix != sys.base_prefix else []
    address = ["--http-socket", f"127.0.0.1:{port}"]
    run("uwsgi", *address, "--module", target, "--need-app", "--die-on-term", *home)


def by_waitress(port, target):
    import waitress

    waitress.serve(load(target), host="127.0.0.1", port=port)


def by_cheroot(port, target):
    from cheroot.wsgi import Server

    Server(("127.0.0.1", port), load(target)).start()


def by_werkzeug(port, target):
    from werkzeug.serving import run_simple

    run_simple("127.0.0.1", port, load(target))


def by_tornado(port, target):
    from tornado.httpserver import HTTPServer
    from tornado.wsgi import WSGIContainer

    async def serve():
        HTTPServer(WSGIContainer(load(target))).listen(port, "127.0.0.1")
        await asyncio.Event().wait()

    asyncio.run(serve())


SERVERS = {
    "wsgiref": by_wsgiref,
    "gunicorn": by_gunicorn,
    "uwsgi": by_uwsgi,
    "waitress": by_waitress,
    "cheroot": by_cheroot,
    "werkzeug": by_werkzeug,
    "tornado": by_tornado,
}


def is_installed(name):
    if name in {"gunicorn", "uwsgi"}:
        return bool(command(name))
    return importlib.util.find_spec(name) is not None


def load(target):
    """Find "module:callable": import the one, and take the other out of it."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name or "application")


def run(name, *arguments):
    """Become another program, which finds modules where this one does."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    os.execv(command(name), [name, *arguments])


def command(name):
    # Beside this Python first: a virtual environment need not be activated.
    here = os.path.dirname(sys.executable)
    return shutil.which(name, path=here) or shutil.which(name)


def free(port):
    """Give this port if it is free, and any other that is if not."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            print(f"Port {port} is not to be had: any other.")
            probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main(port="", server="wsgiref", target="application:application"):
    is_port = not port or (port.isdecimal() and int(port) < 65536)
    if server not in SERVERS or not is_port:
        sys.exit("Type: python servers.py [port] [server] [module:callable]")
    if not is_installed(server):
        sys.exit(f"{server} is not installed here.")
    # Modules are looked for where this file lies, and where it is started.
    sys.path.insert(1, os.getcwd())
    port = int(port) if port else free(8080)
    print(f"{server} serves {target} at http://127.0.0.1:{port}/", flush=True)
    SERVERS[server](port, target)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        print("Ended.")
