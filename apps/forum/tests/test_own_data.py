import json

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.forum import own_data
from apps.forum.models import Board, Draft, Reading, State, Tag, Watch

from .make import make_board, make_topic, make_topic_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada")


def told(user):
    """Give the comments for machines, and for people."""
    files = dict(own_data.comments(user))
    return json.loads("".join(files["comments.json"])), "".join(files["comments.md"])


class DraftsTests:
    def test_drafts_are_told(self, ada):
        topic = make_topic(title="On [engines]")
        tag = Tag.objects.create(name="Engines")
        Draft.objects.keep(ada, topic, text="Half a *thought*.", tags=[tag.pk, 9_999])
        Draft.objects.keep(make_user(), topic, text="Somebody else's.")
        files = dict(own_data.drafts(ada))
        [row] = json.loads("".join(files["drafts.json"]))
        assert (row["for"], row["text"]) == (
            "An answer in On [engines]",
            "Half a *thought*.",
        )
        assert row["tags"] == ["Engines"]
        assert "## An answer in On \\[engines\\]" in "".join(files["drafts.md"])
        assert "Somebody else" not in "".join(files["drafts.md"])

    def test_none(self, ada):
        assert "None." in "".join(dict(own_data.drafts(ada))["drafts.md"])


class RevisionsTests:
    def test_texts_before_are_told(self, ada):
        topic = make_topic(author=ada, title="A [title]", text="As it was.")
        comment = topic.comments.get()
        comment.edit("As it is.")
        moderator = make_user()
        topic.rename("Another title", moderator)
        topic.reply(moderator, "Theirs.").edit("Theirs, too.")

        files = dict(own_data.revisions(ada))
        rows = json.loads("".join(files["changes.json"]))
        page = "".join(files["changes.md"])

        assert [row["text_before"] for row in rows] == ["As it was.", "As it is."]
        assert [row["changed_by_you"] for row in rows] == [True, False]
        assert rows[1]["title_before"] == "A [title]"
        assert f"/forum/comments/{comment.pk}/)" in page
        assert "A \\[title\\]" in page
        assert "Theirs" not in page

    def test_none(self, ada):
        page = "".join(dict(own_data.revisions(ada))["changes.md"])
        assert "Nothing was changed." in page


class CommentsTests:
    def test_each_comment_has_its_topic_and_its_addresses(self, ada, settings):
        settings.SITE_URL = "https://forum.example"
        topic = make_topic(title="On [engines]")
        comment = topic.reply(ada, "They *weave*.")

        [row], page = told(ada)

        assert row["topic"] == "On [engines]"
        assert row["text"] == "They *weave*."
        assert row["state"] == "published"
        assert row["address"] == f"https://forum.example/forum/comments/{comment.pk}/"
        assert "## [On \\[engines\\]](https://forum.example/forum/topics/" in page
        assert "\nThey *weave*.\n" in page

    def test_words_of_others_are_not_told(self, ada):
        make_topic(text="Somebody else's words.").reply(ada, "Mine.")

        rows, page = told(ada)

        assert [row["text"] for row in rows] == ["Mine."]
        assert "Somebody else" not in page

    @pytest.mark.parametrize("state", [State.HIDDEN, State.DELETED, State.HELD])
    def test_what_nobody_reads_any_more_is_still_told(self, ada, state):
        make_topic().reply(ada, "Mine.").become(state)

        [row], page = told(ada)

        assert (row["state"], row["text"]) == (state.value, "Mine.")
        assert f", {state.label}" in page

    def test_title_of_a_closed_door_is_not_told(self, ada):
        group = Group.objects.create(name="Choir")
        ada.groups.add(group)
        board = make_board(access=Board.Access.GROUPS)
        board.groups.add(group)
        make_topic(board=board, title="A secret of theirs").reply(ada, "Mine.")
        make_topic(board=board, title="My own", author=ada)
        ada.groups.clear()

        rows, page = told(ada)

        assert [row["topic"] for row in rows] == [None, "My own"]
        assert "secret" not in page
        assert "A topic closed to you" in page

    def test_topic_is_headed_where_it_begins(self, ada):
        first, second = make_topic(title="One"), make_topic(title="Two")
        for topic in first, first, second, first:
            topic.reply(ada, "Mine.")

        assert told(ada)[1].count("## [One]") == 2

    def test_nothing_written(self, ada):
        rows, page = told(ada)
        assert rows == []
        assert "Nothing yet." in page

    def test_queries_do_not_grow_with_comments(self, ada):
        make_topic(author=ada)
        with CaptureQueriesContext(connection) as few:
            told(ada)
        make_topic_with(author=ada, comments=9)
        with CaptureQueriesContext(connection) as many:
            told(ada)
        assert len(few) == len(many) == 2


class MarksTests:
    def test_what_was_kept_reacted_to_and_read(self, ada, settings):
        settings.SITE_URL = "https://forum.example"
        topic = make_topic(text="Somebody else's words.")
        comment = topic.comments.get()
        ada.bookmarks.create(comment=comment, note="For *Thursday*")
        comment.react(ada, "insight")
        comment.react(make_user(), "funny")
        Reading.objects.reach(ada, topic, 1)

        files = {name: "".join(pieces) for name, pieces in own_data.marks(ada)}

        address = f"https://forum.example/forum/comments/{comment.pk}/"
        [kept] = json.loads(files["bookmarks.json"])
        assert (kept["comment"], kept["note"]) == (address, "For *Thursday*")
        assert "For \\*Thursday\\*" in files["bookmarks.md"]
        [reaction] = json.loads(files["reactions.json"])
        assert (reaction["comment"], reaction["kind"]) == (address, "insight")
        assert f"Insightful: <{address}>" in files["reactions.md"]
        [place] = json.loads(files["reading.json"])
        assert (place["topic_id"], place["number"]) == (topic.pk, 1)
        assert "to comment 1" in files["reading.md"]
        assert "Somebody else" not in "".join(files.values())

    def test_nothing_yet(self, ada):
        files = {name: "".join(pieces) for name, pieces in own_data.marks(ada)}
        assert files["bookmarks.json"] == "[]\n"
        assert files["reading.md"] == "# How far you have read\n\nNothing.\n"


class WatchesTests:
    def test_what_is_watched_and_muted(self, ada):
        Watch.objects.choose(ada, "watch", topic=make_topic(title="On [engines]"))
        Watch.objects.choose(ada, "mute", board=make_board(name="Noise"))
        hidden = make_topic(title="A secret")
        Watch.objects.choose(ada, "watch", topic=hidden)
        hidden.become(State.HIDDEN)

        files = {name: "".join(pieces) for name, pieces in own_data.watches(ada)}

        rows = json.loads(files["watching.json"])
        told = [(row["what"], row["level"]) for row in rows]
        assert told == [("On [engines]", "watch"), ("Noise", "mute")]
        assert "- watch: [On \\[engines\\]](" in files["watching.md"]
        assert "secret" not in "".join(files.values())
