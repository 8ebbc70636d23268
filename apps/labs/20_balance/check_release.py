"""What lab 20 asks last: a new release, which comes while people use the old one.

It has a module of its own because it takes longest: uWSGI looks once a second whether the
next worker may be replaced.
"""

from pathlib import Path

from apps.labs.checking import step
from apps.labs.programs import poll

from .check_group import MEMBERS, Group, Load, option, told_statuses

HERE = Path(__file__).parent


@step(
    "A new release comes, and nobody waits in vain",
    clause=option(
        "touch-chain-reload",
        "When this file is touched, workers are replaced one after the other. With "
        "lazy-apps each loads the application itself.",
        "articles/TheArtOfGracefulReloading",
    ),
    question="Which process has imported your application, and what do its children have?",
)
def takes_release(bench):
    group = Group.fresh(bench)
    new = (HERE / "check_app.py").read_bytes().replace(b'b"old"', b'b"new"')
    old = {b"%b old" % name.encode() for name in MEMBERS}
    with Load(group, "POST") as load:
        # Who has just begun may not have read the old one yet.
        poll(lambda: old <= set(load.bodies), bench.start_patience)
        load.goes_on(20)
        (group.folder / "app.py").write_bytes(new)
        (group.folder / "var/group/release").touch()

        def all_new():
            # The last answers of each member, of both of its workers.
            last = load.bodies[-40:]
            return len(set(last)) == 3 and not set(last) & old

        replaced = poll(all_new, 2 + 2 * bench.patience, pause=0.05)
    bench.expect(
        replaced,
        "After `touch var/group/release` all workers of all members answer with the new release "
        "of app.py.",
        got=f"Of the last 40 answers {sum(map(old.__contains__, load.bodies[-40:]))} were "
        "of the old one.",
    )
    bench.expect(
        not load.failures,
        "Meanwhile no request fails, and of POSTs none may be repeated.",
        got=told_statuses(load.failures),
    )
