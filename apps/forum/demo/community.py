"""Put the demo community into the database, and keep away from what is there.

Whatever exists stays as it is: people change things. A comment of the demo is known
by its form_key, made from its place in the files, and a topic by its first comment.
"""

from datetime import timedelta
from unicodedata import normalize
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site
from django.db import transaction
from django.db.models import Q

from apps.accounts.models import User, fold
from apps.forum import search
from apps.forum.counts import recount
from apps.forum.models import Board, Bookmark, Comment, Reaction, State, Tag, Topic
from apps.forum.models.tag import slug_of

DEMO = UUID("6d797765-6220-4d65-8d6f-636f6d6d756e")
MODERATORS = "Moderators"
STATE_OF = {"hidden": State.HIDDEN, "deleted": State.DELETED}


class Stranger(Exception):
    """A member of this site has a name that the demo would speak with."""


class Community:
    """What of a script is missing in the database; `load` adds it."""

    def __init__(self, script, now, password):
        self.script, self.now, self.password = script, now, password
        self.keys = {
            (topic.slug, n): uuid5(DEMO, f"{topic.slug}/{n}")
            for topic in script.conversations
            for n in range(len(topic.remarks))
        }

    @transaction.atomic
    def load(self):
        """Add what is missing; give the numbers of people, topics and comments."""
        self.set_site()
        self.moderators = self.add_group()
        self.people, new_people = self.add_people()
        self.boards = self.add_boards()
        topics = self.add_topics()
        comments = self.add_comments(topics)
        recount(Topic.objects.filter(pk__in=[t.pk for t in topics.values()]))
        self.add_tags(topics)
        self.add_solutions(topics)
        self.add_marks(topics)
        return new_people, len(topics), comments

    # The site

    def set_site(self):
        """Name the site that Django calls example.com until somebody says otherwise."""
        domain = urlsplit(settings.SITE_URL).netloc
        Site.objects.filter(pk=settings.SITE_ID, domain="example.com").update(
            domain=domain, name=settings.SITE_NAME[:50]
        )
        Site.objects.clear_cache()

    # People

    def add_group(self):
        return Group.objects.get_or_create(name=MODERATORS)[0]

    def add_people(self):
        """Find or make each person; give them by name, and how many are new."""
        keys = [fold(person["username"]) for person in self.script.people]
        there = User.objects.filter(username_key__in=keys)
        there = {user.username_key: user for user in there}
        self.refuse_strangers(there)
        people, new = {}, 0
        for number, person in enumerate(self.script.people, 1):
            user = there.get(fold(person["username"]))
            if user is None:
                user = self.add_person(person, address(person["username"], number))
                new += 1
            people[person["username"]] = user
        return people, new

    def refuse_strangers(self, there):
        """Do not put words into the mouth of somebody who only has the same name."""
        ours = Comment.objects.filter(form_key__in=self.keys.values())
        ours = set(ours.values_list("author_id", flat=True))
        for number, person in enumerate(self.script.people, 1):
            user = there.get(fold(person["username"]))
            if user and not (
                user.pk in ours
                or user.deleted_at
                or user.email == address(person["username"], number)
            ):
                raise Stranger(
                    f"There is a member “{user.username}” here who is not of the demo "
                    "community. It would speak in that person's name. Load it into a "
                    "site of its own."
                )

    def add_person(self, person, email):
        role = person["role"]
        user = User(
            username=person["username"],
            display_name=person["name"],
            email=email,
            bio=person["bio"],
            time_zone=person["time_zone"],
            joined_at=self.now - timedelta(days=person["joined_days_ago"]),
            is_staff=role in {"owner", "moderator"},
            is_superuser=role == "owner",
        )
        user.confirmed_at = user.approved_at = user.joined_at
        if role == "blocked":
            user.block = User.Block.WRITE
            user.block_reason = "Advertised in every board, after two warnings."
        if role == "deleted":  # what is left of somebody who went
            user.deleted_at = self.now - timedelta(days=30)
            user.is_active = False
            user.display_name = user.email = user.bio = ""
        user.password = self.hashed_password(user)
        user.save()
        if role == "moderator":
            user.groups.add(self.moderators)
        return user

    def hashed_password(self, user):
        """Hash the password once: it is the same for all, and a hash takes its time."""
        if user.deleted_at:
            user.set_unusable_password()
        elif not hasattr(self, "hash"):
            user.set_password(self.password)
            self.hash = user.password
        return user.password or self.hash

    # Boards

    def add_boards(self):
        boards = {}
        for entry in self.script.boards:
            slug, group = entry["slug"], entry.get("group")
            there = Q(slug=slug) | Q(name=entry["name"])
            board = Board.objects.filter(there).first()
            if board is None:
                fields = ["name", "slug", "description", "access", "position"]
                board = Board(**{name: entry[name] for name in fields})
                board.takes_questions = entry.get("questions", False)
                board.save()
                if group:
                    board.groups.add(Group.objects.get_or_create(name=group)[0])
            boards[slug] = board
        return boards

    # What was said

    def add_topics(self):
        """Open the topics that are not there, the oldest first."""
        keys = {self.keys[topic.slug, 0]: topic for topic in self.script.conversations}
        there = set(
            Comment.objects.filter(form_key__in=keys).values_list("form_key", flat=True)
        )
        missing = [topic for key, topic in keys.items() if key not in there]
        missing.sort(key=lambda topic: topic.remarks[0].at)
        rows = Topic.objects.bulk_create(self.topic_row(topic) for topic in missing)
        return {topic.slug: row for topic, row in zip(missing, rows, strict=True)}

    def topic_row(self, topic):
        opening = topic.remarks[0]
        return Topic(
            board=self.boards[topic.board],
            author=self.people[opening.author],
            title=topic.title,
            tokens=search.tokens(topic.title),
            state=State.HIDDEN if "hidden" in topic.states else State.PUBLISHED,
            is_pinned="pinned" in topic.states,
            is_closed="closed" in topic.states,
            created_at=opening.at,
        )

    def add_comments(self, topics):
        """Say everything in the order in which it was said."""
        rows = [
            self.comment_row(topics[topic.slug], topic, n)
            for topic in self.script.conversations
            if topic.slug in topics
            for n in range(len(topic.remarks))
        ]
        rows.sort(key=lambda row: row.created_at)
        Comment.objects.bulk_create(rows, batch_size=500)
        return len(rows)

    def comment_row(self, row, topic, n):
        remark = topic.remarks[n]
        comment = Comment(
            topic=row,
            author=self.people[remark.author],
            number=n + 1,
            state=STATE_OF.get(remark.flag, State.PUBLISHED),
            created_at=remark.at,
            form_key=self.keys[topic.slug, n],
        )
        comment.write(remark.text)
        if remark.flag == "edited":
            comment.edited_at = min(remark.at + timedelta(minutes=7), self.now)
        return comment

    # What goes with it

    def add_tags(self, topics):
        """Give the new topics their tags; a tag that is there already is used."""
        for topic in self.script.conversations:
            if topic.slug in topics and topic.tags:
                topics[topic.slug].set_tags([self.tag(name) for name in topic.tags])

    def tag(self, name):
        tag = Tag.objects.filter(slug=slug_of(name)).first()
        return tag or Tag.objects.create(name=name)

    def add_solutions(self, topics):
        for topic in self.script.conversations:
            for n, remark in enumerate(topic.remarks):
                if topic.slug in topics and remark.flag == "solution":
                    topics[topic.slug].solve(self.comment(topic.slug, n + 1))

    def add_marks(self, topics):
        """Let people react to what is new, and keep some of it."""
        for mark in self.script.marks:
            if mark["topic"] not in topics:
                continue
            comment = self.comment(mark["topic"], mark["comment"])
            for kind in Reaction.Kind:
                for name in mark.get(kind, []):
                    comment.react(self.people[name], kind)
            for name, note in mark.get("kept", {}).items():
                member = self.people[name]
                Bookmark.objects.create(member=member, comment=comment, note=note)

    def comment(self, slug, number):
        return Comment.objects.get(form_key=self.keys[slug, number - 1])


def address(username, number):
    """Give élise elise@example.org, and a number to 艾达."""
    name = normalize("NFKD", username).encode("ascii", "ignore").decode()
    return f"{name or f'member{number}'}@example.org"
