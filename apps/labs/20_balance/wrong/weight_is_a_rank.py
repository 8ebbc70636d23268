"""Weight 1 is the first and gets the most."""

REFUSED_BY = "keeps_weights"
EDITS = [
    (
        "nginx.conf",
        "        server unix:var/group/one.sock weight=3 max_fails=1 fail_timeout=1s;\n"
        "        server unix:var/group/two.sock max_fails=1 fail_timeout=1s;\n"
        "        server unix:var/group/three.sock max_fails=1 fail_timeout=1s;\n",
        "        server unix:var/group/one.sock weight=1 max_fails=1 fail_timeout=1s;\n"
        "        server unix:var/group/two.sock weight=2 max_fails=1 fail_timeout=1s;\n"
        "        server unix:var/group/three.sock weight=2 max_fails=1 fail_timeout=1s;\n",
    )
]
