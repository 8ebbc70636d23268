import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.forum import drafts
from apps.forum.models import Board, Draft, State, Tag, Topic
from apps.forum.models.draft import Elsewhere

from .drafting import answer, change, form, keep, new_topic, number
from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def ada():
    return make_user("ada")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


class KeepTests:
    def test_one_a_place(self, ada):
        topic = make_topic(author=ada)
        for place in topic, topic.board, topic.comments.get():
            first = keep(ada, place, "First.")
            second = keep(ada, place, "Second.")
            assert (first.pk, second.text) == (second.pk, "Second.")
        keep(make_user(), topic)
        assert ada.drafts.count() == number(ada) == 3

    def test_nothing_to_keep_takes_the_draft_away(self, ada):
        topic = make_topic()
        keep(ada, topic)
        assert keep(ada, topic, " \n") is None
        assert ada.drafts.count() == number(ada) == 0

    def test_unchanged_comment_is_no_draft(self, ada):
        comment = make_topic(author=ada, text="As it was.").comments.get()
        assert keep(ada, comment, "As it was.\n") is None

    def test_form_that_was_sent_keeps_nothing(self, ada):
        topic, key = make_topic(), uuid.uuid4()
        topic.reply(ada, "Said.", key)
        with pytest.raises(Draft.Sent):
            keep(ada, topic, "Sai", form_key=key)

    def test_publishing_takes_the_draft_of_its_place_away(self, ada):
        topic = make_topic(author=ada)
        comment = topic.comments.get()
        for place in topic, topic.board, comment:
            keep(ada, place)
        keep(make_user(), topic)
        topic.reply(ada, "Said.")
        assert [draft.place for draft in ada.drafts.order_by("pk")] == [
            topic.board,
            comment,
        ]
        topic.board.start_topic(ada, "Title", "Said.")
        comment.edit("Said otherwise.")
        assert ada.drafts.count() == number(ada) == 0
        assert Draft.objects.count() == 1

    def test_what_is_not_published_keeps_its_draft(self, ada):
        topic = make_topic()
        keep(ada, topic)
        stale = Topic.objects.get(pk=topic.pk)
        topic.close()
        with pytest.raises(Topic.Changed):
            stale.reply(ada, "Said.")
        assert ada.drafts.count() == 1

    def test_words_outlive_their_place(self, ada):
        board = make_board()
        keep(ada, board)
        board.delete()
        assert ada.drafts.get().place is None


class ElsewhereTests:
    """A page of another app, with a form whose words come into the forum."""

    def test_one_a_page(self, ada):
        here, there = (Elsewhere(f"/{name}/", name) for name in ("here", "there"))
        first, second = keep(ada, here), keep(ada, here, "Second.")
        assert first.pk == second.pk and keep(ada, there).pk != first.pk
        assert ada.drafts.at(here).get().place == here
        keep(ada, None)
        assert ada.drafts.count() == number(ada) == 3

    def test_words_that_were_begun_there_go_from_there(self, ada):
        topic, here = make_topic(), Elsewhere("/here/", "here")
        keep(ada, here)
        keep(ada, topic)
        topic.reply(ada, "Said.", begun_at=here)
        assert ada.drafts.get().place == topic


class FormTests:
    def test_button_keeps_and_the_page_has_it_again(self, as_ada, ada):
        topic = make_topic(author=ada, text="As it was.")
        for page in new_topic(topic.board), answer(topic), change(topic.comments.get()):
            sent = form("Half a <b>thought</b>", keep="1", title="Half a title")
            response = as_ada.post(page, sent, follow=True)
            assert response.redirect_chain == [(page, 302)]
            assert "Your draft is kept." in response.text
            assert "Half a &lt;b&gt;thought&lt;/b&gt;</textarea>" in response.text
            assert sent["form_key"] in response.text
            assert "Your draft, kept" in as_ada.get(page).text
        assert 'value="Half a title"' in as_ada.get(new_topic(topic.board)).text
        assert topic.comments.get().text == "As it was."

    def test_tags_stay_ticked(self, as_ada, ada):
        names = "Django", "nginx", "gone"
        chosen, other, gone = (Tag.objects.create(name=name) for name in names)
        page = new_topic(make_board())
        sent = form("Half a thought", keep="1", tags=[chosen.pk, gone.pk, "rubbish"])
        as_ada.post(page, sent)
        kept = [chosen.pk, gone.pk]
        assert ada.drafts.get().tags == kept
        gone.delete()
        text = as_ada.get(page).text
        assert f'value="{chosen.pk}" checked' in text
        assert f'value="{other.pk}" checked' not in text
        # Words that come from elsewhere say nothing of tags.
        keep(ada, Board.objects.get(), "A whole thought")
        assert ada.drafts.get().tags == kept

    def test_page_of_the_topic_has_it_too(self, as_ada, ada):
        topic = make_topic()
        keep(ada, topic, "Half a thought")
        assert "Half a thought</textarea>" in as_ada.get(topic.get_absolute_url()).text

    def test_quote_comes_after_the_draft(self, as_ada, ada):
        topic = make_topic(text="Quoted words.")
        keep(ada, topic, "Half a thought")
        page = as_ada.get(answer(topic), {"quote": topic.comments.get().pk}).text
        assert page.index("Half a thought") < page.index("&gt; Quoted words.")

    def test_draft_of_another_is_nobody_elses(self, as_ada):
        topic = make_topic()
        keep(make_user(), topic, "A secret")
        User.objects.update(draft_count=1)
        assert "A secret" not in as_ada.get(topic.get_absolute_url()).text
        assert "A secret" not in as_ada.get("/forum/drafts/").text

    def test_sent_form_is_not_kept_again(self, as_ada, ada):
        topic, sent = make_topic(), form()
        as_ada.post(answer(topic), sent)
        response = as_ada.post(answer(topic), {**sent, "keep": "1"})
        assert response.status_code == 302
        assert not ada.drafts.exists()

    def test_draft_can_be_sent_once_from_two_windows(self, as_ada, ada):
        topic, sent = make_topic(), form()
        as_ada.post(answer(topic), {**sent, "keep": "1"})
        as_ada.post(answer(topic), sent)
        as_ada.post(answer(topic), sent)
        assert topic.comments.count() == 2
        assert not ada.drafts.exists()

    @pytest.mark.parametrize("text", ["a\0b", "x" * 60_001])
    def test_what_cannot_be_kept_says_why_and_stays(self, as_ada, ada, text):
        response = as_ada.post(answer(make_topic()), form(text, keep="1"))
        assert 'class="errorlist nonfield"' in response.text
        assert not ada.drafts.exists()

    def test_too_long_to_send_is_not_too_long_to_keep(self, as_ada, ada):
        as_ada.post(answer(make_topic()), form("x" * 30_000, keep="1"))
        assert len(ada.drafts.get().text) == 30_000

    def test_closed_topic_takes_a_draft(self, as_ada, ada):
        topic = make_topic()
        topic.close()
        as_ada.post(answer(topic), form(keep="1"))
        assert ada.drafts.get().topic == topic

    def test_blocked_member_is_told_why_not(self, as_ada, ada):
        User.objects.filter(pk=ada.pk).update(block="write", block_reason="Spam.")
        response = as_ada.post(answer(make_topic()), form(keep="1"))
        assert response.status_code == 403
        assert "Spam." in response.text

    def test_comment_of_another_takes_none(self, as_ada, ada):
        comment = make_topic().comments.get()
        response = as_ada.post(change(comment), form(keep="1"))
        assert response.status_code == 403
        assert not ada.drafts.exists()

    def test_place_that_is_closed_to_you_takes_none(self, as_ada, ada):
        board = make_board(access=Board.Access.GROUPS)
        assert as_ada.post(new_topic(board), form(keep="1")).status_code == 404
        assert not ada.drafts.exists()

    def test_hundred_are_enough(self, as_ada, ada):
        Draft.objects.bulk_create(Draft(author=ada, text="x") for _ in range(100))
        User.objects.update(draft_count=100)
        response = as_ada.post(answer(make_topic()), form(keep="1"))
        assert "You have 100 drafts." in response.text
        assert ada.drafts.count() == 100


class ScriptTests:
    def post(self, client, page, **fields):
        return client.post(page, form(**fields, keep="1"), headers=JSON)

    def test_kept_at(self, as_ada, ada):
        ada.time_zone = "Asia/Kolkata"
        ada.save()
        response = self.post(as_ada, answer(make_topic()))
        draft = ada.drafts.get()
        clock = draft.updated_at + timedelta(hours=5, minutes=30)
        assert response.json() == {"kept_at": f"{clock:%H:%M}"}

    def test_nothing_kept(self, as_ada):
        assert self.post(as_ada, answer(make_topic()), text="").json() == {
            "kept_at": ""
        }

    def test_sent(self, as_ada):
        topic, sent = make_topic(), form()
        as_ada.post(answer(topic), sent)
        response = as_ada.post(answer(topic), {**sent, "keep": "1"}, headers=JSON)
        assert response.json() == {"sent": True}

    def test_asked_whether_it_is_sent(self, as_ada, ada):
        topic, sent = make_topic(), form("Said.")
        ask = {**sent, "keep": "ask"}
        keep(ada, topic, "Begun before.")
        assert "sent" not in as_ada.post(answer(topic), ask, headers=JSON).json()
        as_ada.post(answer(topic), sent)
        later = keep(ada, topic, "Begun since.")
        response = as_ada.post(answer(topic), ask, headers=JSON)
        assert response.json() == {"sent": True}
        assert ada.drafts.get() == later
        assert ada.drafts.get().text == "Begun since."

    def test_signed_out(self, client):
        response = self.post(client, answer(make_topic()))
        assert response.status_code == 403
        assert response.json() == {"error": "Sign in to take part."}

    def test_wrong(self, as_ada):
        response = self.post(as_ada, answer(make_topic()), text="a\0")
        assert response.status_code == 400
        assert "Null characters" in response.json()["error"]

    def test_limit(self, as_ada, real_limits):
        page = answer(make_topic())
        for _ in range(100):
            assert self.post(as_ada, page).status_code == 200
        response = self.post(as_ada, page)
        assert response.status_code == 429
        assert response["Retry-After"] == "6"
        assert "very often" in response.json()["error"]


class QueryTests:
    def test_reader_without_drafts_is_asked_for_none(
        self, as_ada, ada, django_assert_num_queries
    ):
        topic = make_topic()
        as_ada.get(topic.get_absolute_url())
        with django_assert_num_queries(5) as without:
            as_ada.get(topic.get_absolute_url())
        assert not any("forum_draft" in query["sql"] for query in without)
        keep(ada, topic)
        with django_assert_num_queries(6):
            as_ada.get(topic.get_absolute_url())


class DraftListTests:
    def test_each_with_its_way_back(self, as_ada, ada):
        topic = make_topic(author=ada, title="On looms")
        places = topic, topic.board, topic.comments.get()
        for place in places:
            keep(ada, place, f"Words for {place.pk}.", title="My title")
        page = as_ada.get("/forum/drafts/").text
        for address in answer(topic), new_topic(topic.board), change(places[2]):
            assert f'href="{address}"' in page
        assert "An answer in On looms" in page
        assert "Your drafts (3)" in page

    def test_place_that_is_closed_to_you_keeps_its_name(self, as_ada, ada):
        group = Group.objects.create(name="Choir")
        ada.groups.add(group)
        board = make_board(access=Board.Access.GROUPS, name="The choir")
        board.groups.add(group)
        topic = make_topic(board=board, title="A secret of theirs")
        hidden = make_topic(title="An insult")
        keep(ada, topic, "My own words")
        keep(ada, board)
        keep(ada, hidden)
        ada.groups.clear()
        hidden.become(State.HIDDEN)
        page = as_ada.get("/forum/drafts/").text
        assert "My own words" in page
        for name in "secret", "choir", "insult", "Go on writing":
            assert name not in page

    def test_none(self, as_ada):
        assert "No drafts" in as_ada.get("/forum/drafts/").text

    def test_queries_do_not_grow(self, as_ada, ada, django_assert_num_queries):
        for n in range(6):
            topic = make_topic(author=ada)
            keep(ada, [topic, topic.board, topic.comments.get()][n % 3])
        with django_assert_num_queries(3):
            as_ada.get("/forum/drafts/")


class DraftDeleteTests:
    def test_get_asks_and_post_deletes(self, as_ada, ada):
        address = reverse("forum:draft_delete", args=[keep(ada, make_topic()).pk])
        assert "Kept words." in as_ada.get(address).text
        assert ada.drafts.count() == 1
        assert as_ada.post(address).status_code == 302
        assert ada.drafts.count() == number(ada) == 0

    def test_draft_of_another_is_not_found(self, as_ada):
        draft = keep(make_user(), make_topic())
        address = reverse("forum:draft_delete", args=[draft.pk])
        assert as_ada.post(address).status_code == 404
        assert Draft.objects.count() == 1


class PruneTests:
    def test_untouched_for_three_months(self, ada):
        old, new = make_topic(), make_topic()
        keep(ada, old)
        Draft.objects.update(updated_at=timezone.now() - timedelta(days=91))
        keep(ada, new)
        drafts.prune()
        assert ada.drafts.get().topic == new
        assert number(ada) == 1

    def test_quick_when_nothing_is_due(self, ada, django_assert_num_queries):
        keep(ada, make_topic())
        with django_assert_num_queries(1):
            drafts.prune()
