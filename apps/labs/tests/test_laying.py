"""What is laid out for a learner can be used as it lies there."""

import os

from apps.labs import ladder


def test_programs_by_their_first_line_are_executable(tmp_path):
    files = {"cgi-bin/hello.sh": b"#!/bin/sh\n", "cgi-bin/notes.txt": b"Notes.\n"}
    ladder.lay(files, tmp_path)
    executable = {name: os.access(tmp_path / name, os.X_OK) for name in files}
    assert executable == {"cgi-bin/hello.sh": True, "cgi-bin/notes.txt": False}
