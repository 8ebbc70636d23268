import argparse
import difflib
import json
import sys
from dataclasses import fields

from django.core.management.base import BaseCommand

from apps.labs import ladder
from apps.labs.desk import Desk
from apps.labs.terminal import Trouble, typed
from apps.labs.verbs import VERBS, refuse_more_words

OPTIONS = ("--json", "--seed", "--step", "--port", "--reference")
OPTIONS += ("--to", "--key", "--forget")  # of report


class Command(BaseCommand):
    help = "The ladder of labs: build every layer under a Django page yourself."
    # A learner's site may be half-built; that is no reason to refuse a lab.
    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = lambda message: self.give_up(option_trouble(message))
        return parser

    def add_arguments(self, parser):
        verbs = ", ".join(VERBS)
        parser.add_argument("words", nargs="*", help=f"a verb and a lab; {verbs}")
        parser.add_argument(
            "--json",
            action="store_true",
            dest="as_json",
            help="answer for a machine",
        )
        parser.add_argument("--seed", type=int, help="check: ask the same again")
        parser.add_argument("--step", help="check: this step only; nothing is kept")
        parser.add_argument("--port", type=port, help="run: the port of a server")
        parser.add_argument(
            "--reference",
            action="store_true",
            dest="use_reference",
            help="run: the reference, not yours",
        )
        parser.add_argument("--to", help="report: the address of your class's site")
        parser.add_argument(
            "--key", help="report: your key there; asked for if left out"
        )
        parser.add_argument(
            "--forget", action="store_true", help="report: nothing any more"
        )

    def handle(self, *, words, **options):
        asked = {f.name: options[f.name] for f in fields(Desk) if f.name in options}
        # What Django wraps its streams in knows no NO_COLOR.
        desk = Desk(self.stdout._out, words[1:], **asked)
        self.as_json = desk.as_json
        try:
            verb = self.verb(words)
            if words:
                refuse_more_words(desk, words[0])
            status = verb(desk)
        except Trouble as trouble:
            self.give_up(trouble)
        except KeyboardInterrupt:
            desk.say("", "Stopped. Nothing is left running.")
            sys.exit(130)
        except BrokenPipeError:
            # `lab list | head`: the reader has seen enough.
            sys.stderr.close()
            sys.exit(141)
        if status:
            sys.exit(status)

    def verb(self, words):
        """Find what is to be done; say what may have been meant if it is nothing."""
        if not words:
            return overview
        if words[0] in VERBS:
            return VERBS[words[0]]
        raise Trouble(meant(words))

    def give_up(self, trouble):
        if getattr(self, "as_json", "--json" in sys.argv):
            self.stdout.write(json.dumps({"error": str(trouble)}))
        else:
            sys.stderr.write(f"{trouble}\n")
        sys.exit(trouble.code)


def port(word):
    """Read the number of a port; argparse names the option in what it says."""
    if word.isdecimal() and int(word) < 65_536:
        return int(word)
    raise argparse.ArgumentTypeError(f"a port is a number up to 65535, and not {word}")


def overview(desk):
    """Say what can be typed."""
    lines = [f"    {name}: {verb.__doc__}" for name, verb in VERBS.items()]
    desk.say(f"The ladder of labs. Type {typed('VERB LAB')}, with one of:", "", *lines)
    desk.say("", "A lab can be called 2, 02, tcp or 02_tcp.", "")
    VERBS["list"](desk)


def meant(words):
    """Say what to type instead of these words."""
    first, *others = words
    try:
        lab = ladder.find(first)
    except ladder.NoSuchLab:
        near = difflib.get_close_matches(first, VERBS, n=1, cutoff=0.5)
        if not near:
            return f"There is no `{first}`. There are: {', '.join(VERBS)}."
        line = typed(" ".join([near[0], *others]))
        return f"There is no `{first}`. Did you mean: {line}"
    verb = others[0] if others and others[0] in VERBS else "check"
    return f"The verb comes first: {typed(f'{verb} {lab.number}')}"


def option_trouble(message):
    """Say which option may have been meant, of what argparse complains of."""
    wrong = next((word for word in message.split() if word.startswith("-")), "")
    wrong = wrong.rstrip(":")
    if wrong in OPTIONS:
        return Trouble(f"{message[:1].upper()}{message[1:]}.")
    near = difflib.get_close_matches(wrong.partition("=")[0], OPTIONS, n=1)
    meant = (
        f" Did you mean {near[0]}?" if near else f" There are: {', '.join(OPTIONS)}."
    )
    if "run" in sys.argv[2:3]:
        line = typed(f"{' '.join(sys.argv[2:]).partition(wrong)[0]}-- {wrong}")
        meant += f"\nWhat is for the program itself comes after --: {line}"
    return Trouble(f"{message[:1].upper()}{message[1:]}.{meant}")
