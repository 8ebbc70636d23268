import sqlite3
from urllib.parse import quote

import pytest
from django.db import connection, connections

from .postman import MailServer
from .processes import WorkerProcess


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """Put the test's database where other processes see it; give its DATABASE_URL."""
    if connection.vendor == "postgresql":
        s = connection.settings_dict
        who = f"{quote(s['USER'])}:{quote(s['PASSWORD'])}"
        where = f"{quote(s['HOST'], safe='')}:{s['PORT']}"
        yield f"postgresql://{who}@{where}/{quote(s['NAME'])}"
        return
    # SQLite's is in this process's memory: go on with a copy in a file.
    in_memory = connections["default"]
    path = tmp_path / "shared.sqlite3"
    with sqlite3.connect(path) as copy:
        in_memory.ensure_connection()
        in_memory.connection.backup(copy)
    copy.close()
    in_file = connections.create_connection("default")
    in_file.settings_dict = in_memory.settings_dict | {"NAME": str(path)}
    connections["default"] = in_file
    yield f"sqlite:///{path}"
    in_file.close()
    connections["default"] = in_memory


@pytest.fixture
def mail_server():
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def start_worker(shared_database, mail_server, tmp_path):
    """Give a function that starts `manage.py worker` as a process of its own."""
    started = []

    def start():
        log = tmp_path / f"worker-{len(started)}.log"
        started.append(WorkerProcess(shared_database, mail_server.port, log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
