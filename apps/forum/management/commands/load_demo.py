"""Fill a site with the demo community, and if asked with a crowd around it."""

import time

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from apps.forum import counts
from apps.forum.demo import community, crowd, reading

# Everybody can read it here: good for a site on one's own machine only.
PASSWORD = "learn-by-doing"
SIZE = 20
TABLES = ["accounts_user", "forum_board", "forum_board_groups"]
TABLES += ["forum_topic", "forum_comment"]
LOOK_AT = """
Look at
    {url}/                               the home page
    {url}/forum/boards/servers/          nginx, uWSGI, PostgreSQL, and a pinned topic
    {url}/forum/search/?q=uwsgi_pass     search; try 中文, "by hand", c++, nginx -port
    {url}/forum/tags/nginx/              what has a tag, on whichever board
    {url}/members/tomasz/                a member's page
    {url}/moderation/log/                what moderators did, and why

Sign in as                  to see
    grace                   the whole site and the back office, /admin/
    ada, kofi, élise        the Moderators' room, the cases at /moderation/
    lin                     what every member sees, with the Evening class; what is
                            unread, and bookmarks
    best-deals-4u           what somebody sees who is blocked
The password of each is {password}
"""


class Command(BaseCommand):
    help = (
        "Load the demo community: people, boards and conversations. "
        "Twice is harmless: what is there stays as it is. With --topics or --comments, "
        "add a crowd as well, of any size, to see how the site fares with it."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--password",
            help="the password of the demo accounts; needed where DEBUG is off",
        )
        parser.add_argument(
            "--topics", type=int, default=0, help="add this many made-up topics"
        )
        parser.add_argument(
            "--comments",
            type=int,
            default=0,
            help=f"with this many comments in all (if not said: {SIZE} a topic)",
        )
        parser.add_argument(
            "--seed", default="1", help="other texts for another seed (default: 1)"
        )

    def handle(self, *args, **options):
        self.verbosity, self.now = options["verbosity"], timezone.localtime()
        password = self.password(options["password"])
        topics, comments = self.size(options["topics"], options["comments"])
        try:
            script = reading.read(self.now)
            added = community.Community(script, self.now, password).load()
            for path in settings.DEMO:
                import_string(path)()
        except (reading.Mistake, community.Stranger) as error:
            raise CommandError(str(error)) from error
        self.say("The demo community: {} people, {} topics, {} comments added.", *added)
        if topics:
            self.load_crowd(script, topics, comments, options["seed"])
        if any(added):
            said = options["password"]
            self.say(
                LOOK_AT,
                url=settings.SITE_URL,
                password="the one that you gave." if said else f"{PASSWORD}",
            )

    def password(self, given):
        """Refuse the password that everybody knows where others can come."""
        if given:
            try:
                validate_password(given)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        elif not settings.DEBUG:
            raise CommandError(
                "The demo accounts, one of them the owner's, have a password that can "
                "be read in the source code. This site is not in debug mode, so others "
                "may reach it. Choose a password for them: load_demo --password …"
            )
        return given or PASSWORD

    def size(self, topics, comments):
        """Complete one number from the other."""
        topics = topics or -(-comments // SIZE)
        comments = comments or topics * SIZE
        if not 0 <= topics <= comments:
            raise CommandError(
                f"{topics} topics cannot have {comments} comments: each begins with one."
            )
        return topics, comments

    def load_crowd(self, script, topics, comments, seed):
        bar = Bar(self.stdout, comments) if self.verbosity else None
        began = time.monotonic()
        people = crowd.Crowd(script, self.now, seed, bar or (lambda number: None))
        added = people.load(topics, comments)
        self.say("Checking the counts …")
        if wrong := counts.miscounted(added):
            raise CommandError(f"Wrong counts: {', '.join(wrong[:20])}")
        # PostgreSQL looks by itself, but not at once, and at small tables rarely.
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ANALYZE {table}")
        seconds = time.monotonic() - began
        self.say(
            "The crowd: {:,} topics and {:,} comments added in {:.0f} s.",
            *(topics, comments, seconds),
        )

    def say(self, text, *numbers, **words):
        if self.verbosity:
            self.stdout.write(text.format(*numbers, **words))


class Bar:
    """Show how far it is, on one line of a terminal or on ten of a file."""

    WIDTH = 40

    def __init__(self, out, total):
        self.out, self.total, self.tenth = out, total, 0
        self.began = time.monotonic()

    def __call__(self, number):
        part = number / self.total
        rate = number / max(time.monotonic() - self.began, 0.001)
        line = f"{number:>10,} of {self.total:,} comments, {rate:,.0f} a second"
        if self.out.isatty():
            filled = "█" * int(part * self.WIDTH)
            end = "\n" if number == self.total else ""
            self.out.write(f"\r{filled:░<{self.WIDTH}} {line} ", ending=end)
            self.out.flush()
        elif int(part * 10) > self.tenth:
            self.tenth = int(part * 10)
            self.out.write(line)
