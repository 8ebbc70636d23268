"""What is laid out for a learner can be used as it lies there."""

import os

from apps.labs import ladder


def test_programs_by_their_first_line_are_executable(tmp_path):
    files = {"cgi-bin/hello.sh": b"#!/bin/sh\n", "cgi-bin/notes.txt": b"Notes.\n"}
    ladder.lay(files, tmp_path)
    executable = {name: os.access(tmp_path / name, os.X_OK) for name in files}
    assert executable == {"cgi-bin/hello.sh": True, "cgi-bin/notes.txt": False}


def test_what_is_given_whole_is_one_file_and_not_two():
    """A starter's copy of a file of the reference would come to differ from it."""
    copies = [
        str(path.relative_to(ladder.HERE))
        for lab in ladder.labs()
        for name, content in lab.starter.items()
        if content and content == lab.reference.get(name)
        if not (path := lab.folder / "starter" / name).is_symlink()
    ]
    assert not copies
