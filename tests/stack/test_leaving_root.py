"""What `make production` copies for the user who runs the site when root starts it."""

import socket

from deploy import leave_root


def test_only_code_is_copied(tmp_path, monkeypatch):
    base, code = tmp_path / "base", tmp_path / "code"
    left_out = [
        "var/db.sqlite3",
        "my/02_tcp/echo_server.py",
        "apps/labs/19_https/var/tls/root.key",
        "apps/__pycache__/models.pyc",
        "a virtual environment/pyvenv.cfg",
    ]
    for name in ["manage.py", "apps/labs/19_https/serve.py", *left_out]:
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(name)
    monkeypatch.setattr(leave_root, "BASE", base)
    monkeypatch.setattr(leave_root, "CODE", code)
    # A server that was tried in a lab's folder, and has gone, leaves its socket.
    monkeypatch.chdir(base / "apps/labs/19_https/var")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("app.sock")
    leave_root.copy_code()
    copied = {str(path.relative_to(code)) for path in code.rglob("*") if path.is_file()}
    assert copied == {"manage.py", "apps/labs/19_https/serve.py"}
    # What is gone from the project goes from the copy.
    (base / "manage.py").unlink()
    leave_root.copy_code()
    assert not (code / "manage.py").exists()
