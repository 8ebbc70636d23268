"""uWSGI is the server, so it knows where the connection comes from."""

REFUSED_BY = "who_wrote_it_in_production"
EDITS = [("answers.toml", 'REMOTE_ADDR = "nginx"', 'REMOTE_ADDR = "server"')]
