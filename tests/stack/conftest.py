"""Two things to test: nginx alone, before a stand-in; and the whole stack."""

import shutil
import signal

import pytest

from .door import Door
from .machine import FOLDERS, new_folder, processes
from .running import Stack


@pytest.fixture(scope="session")
def running_door():
    """nginx with our files, before a stand-in for uWSGI."""
    door = Door(new_folder())
    yield door
    door.close()
    shutil.rmtree(door.folder)


@pytest.fixture
def door(running_door):
    running_door.upstream.forget()
    return running_door


@pytest.fixture(scope="session")
def stack():
    """`make production`, as a person starts it, in a folder of its own."""
    stack = Stack(new_folder())
    stack.start()
    yield stack
    stack.stop(signal.SIGTERM)
    shutil.rmtree(stack.var)


@pytest.fixture
def folder():
    """A folder that the stack's user may write to."""
    folder = new_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True, scope="session")
def no_leftovers():
    """When all is over, no process may be there that names one of our folders."""
    yield
    for folder in FOLDERS:
        assert processes(str(folder)) == {}
