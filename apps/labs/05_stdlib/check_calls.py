"""The order of the calls."""

from apps.labs.checking import Refused, step

from .check_asks import is_needed, library, recorded


@step(
    "From serve_forever to do_GET",
    clause=library(
        "socketserver: Server Objects",
        "serve_forever looks for a connection; then each method hands on to the next, the "
        "server to the handler, which reads the request and calls do_ with its method.",
        "socketserver.html#server-objects",
    ),
    question="Beginning at serve_forever: which method does each method call next?",
)
def order_of_calls(bench):
    true = recorded()
    program = bench.run("calls.py")
    lines = [line.strip() for line in program.output.decode().splitlines()]
    # A program that finds out meets functions within a method too: no methods.
    told = [line for line in lines if line and "<locals>" not in line]
    for line in told:
        bench.expect(
            line in true,
            "Each line is a call that is made: module.Class.method, of the class that "
            "defines it.",
            got=f"{line} is not called before do_GET, or not by that name.",
        )
    # What the selector asks of the server is not a step of the way.
    needed = [name for name in true if is_needed(name)]
    missing = [name for name in sorted(needed) if name not in told]
    told_missing = f"{len(needed)} calls lead there."
    got = f"{len(missing)} are not told, such as {missing[0]}." if missing else ""
    bench.expect(not missing, told_missing, got=got)
    for first, then in zip(told, told[1:], strict=False):
        if true.index(first) >= true.index(then):
            raise Refused(
                "The calls stand in the order in which a live run makes them.",
                got=f"{first}\nis not called before\n{then}",
            )
