"""A group needs no more than its name: the others will be found."""

REFUSED_BY = "takes_turns"
EDITS = [
    (
        "nginx.conf",
        "        server unix:var/group/one.sock max_fails=1 fail_timeout=1s;\n"
        "        server unix:var/group/two.sock max_fails=1 fail_timeout=1s;\n"
        "        server unix:var/group/three.sock max_fails=1 fail_timeout=1s;\n"
        "    }\n    # endregion\n\n    # region weights",
        "        server unix:var/group/one.sock max_fails=1 fail_timeout=1s;\n"
        "        server unix:var/group/two.sock backup;\n"
        "        server unix:var/group/three.sock backup;\n"
        "    }\n    # endregion\n\n    # region weights",
    )
]
