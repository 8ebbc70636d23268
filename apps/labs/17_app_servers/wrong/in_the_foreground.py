"""uWSGI is started and stays in the terminal; its log is a file."""

REFUSED_BY = "starts"
EDITS = [("uwsgi.ini", "daemonize = run/app.log", "logto = run/app.log")]
