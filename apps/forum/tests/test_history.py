import pytest
from django.contrib.auth.models import Permission

from apps.forum.models import Board, Draft, Revision, State

from .make import make_board, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada", display_name="Ada Okafor")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def topic(ada):
    return make_topic(author=ada, title="On looms", text="They weave.\nSlowly.")


@pytest.fixture
def comment(topic):
    comment = topic.comments.get()
    comment.edit("They weave.\nQuickly.")
    return comment


def history(client, comment):
    return client.get(comment.history_address)


class RevisionTests:
    def test_change_keeps_what_was_before(self, ada, comment):
        revision = Revision.objects.get()
        assert revision.text == "They weave.\nSlowly."
        assert (revision.author, revision.title) == (ada, "On looms")
        assert revision.made_at == comment.edited_at

    def test_saving_without_a_change_is_none(self, comment):
        edited_at = comment.edited_at
        comment.edit(comment.text)
        comment.refresh_from_db()
        assert Revision.objects.count() == 1
        assert comment.edited_at == edited_at

    def test_page_keeps_what_the_row_held(self, as_ada, topic):
        comment = topic.comments.get()
        page = f"/forum/comments/{comment.pk}/edit/"
        key = "0a1b2c3d-0000-4000-8000-000000000000"
        as_ada.post(page, {"text": "Otherwise.", "form_key": key})
        revision = Revision.objects.get()
        assert (revision.text, str(revision.form_key)) == ("They weave.\nSlowly.", key)

    def test_late_draft_of_a_form_that_was_sent_is_not_kept(self, as_ada, ada, topic):
        page = f"/forum/comments/{topic.comments.get().pk}/edit/"
        sent = {"text": "Other", "form_key": "0a1b2c3d-0000-4000-8000-000000000000"}
        as_ada.post(page, sent)
        as_ada.post(page, {**sent, "text": "Othe", "keep": "1"})
        assert not Draft.objects.exists()

    def test_new_title_is_told_with_the_opening_comment(self, topic, client):
        grace = make_user("grace")
        topic.rename("On engines", grace)
        revision = Revision.objects.get()
        assert (revision.author, revision.title) == (grace, "On looms")
        page = history(client, topic.comments.get()).text
        assert '<span class="unseen">[gone: </span>looms' in page
        assert '<span class="unseen">[new: </span>engines' in page

    def test_same_title_is_no_change(self, topic):
        topic.rename("On looms")
        assert not Revision.objects.exists()
        assert topic.comments.get().edited_at is None

    def test_back_office_says_who(self, client, comment):
        grace = make_user("grace", is_staff=True, is_superuser=True)
        client.force_login(grace)
        page = f"/admin/forum/comment/{comment.pk}/change/"
        client.post(page, {"text": "Softened.", "state": "published"})
        assert Revision.objects.latest("pk").author == grace


class CommentHistoryTests:
    def test_edited_leads_there(self, client, comment):
        page = client.get(comment.topic.get_absolute_url()).text
        assert f'<a href="{comment.history_address}">edited ' in page

    def test_what_went_and_what_came(self, client, comment):
        page = history(client, comment).text
        assert "They weave." in page
        assert "[gone: </span>Slowly.<" in page
        assert "[new: </span>Quickly.<" in page
        assert "Ada Okafor" in page

    def test_each_change_against_the_next(self, client, comment):
        comment.edit("They weave.\nSilently.")
        page = history(client, comment).text
        assert page.index("[new: </span>Silently.<") < page.index(
            "[gone: </span>Slowly.<"
        )
        assert "[gone: </span>Quickly.<" in page

    def test_older_changes_are_a_link_away(self, client, comment):
        for n in range(11):
            comment.edit(f"They weave.\nNumber {n}.")
        page = history(client, comment).text
        assert "Slowly" not in page
        link = (
            page.partition('class="pager')[2].partition('href="')[2].partition('"')[0]
        )
        response = client.get(comment.history_address + link)
        assert "[gone: </span>Slowly.<" in response.text
        assert "[new: </span>Quickly.<" in response.text

    def test_words_are_shown_not_obeyed(self, client, comment):
        comment.edit("<script>alert(1)</script>")
        assert "<script>alert" not in history(client, comment).text

    def test_words_read_as_they_stand(self, client, comment):
        comment.edit("They weave.\nQuickly \u202enot.\u0007")
        comment.edit("They weave.\nQuickly not.")
        page = history(client, comment).text
        assert "\u202e" not in page
        assert "\u0007" not in page
        assert page.count("Only characters that nobody sees.") == 1

    def test_comment_that_was_never_changed(self, client, topic):
        response = history(client, topic.comments.get())
        assert "Nothing is known of it" in response.text

    @pytest.mark.parametrize("state", [State.HIDDEN, State.DELETED, State.WITHDRAWN])
    def test_unpublished_is_for_its_author_and_moderators(
        self, client, ada, comment, state
    ):
        comment.become(state)
        assert history(client, comment).status_code == 403
        for person, status in (make_user(), 403), (ada, 200), (moderator(), 200):
            client.force_login(person)
            assert history(client, comment).status_code == status

    def test_hidden_history_is_for_its_author_and_moderators(
        self, client, ada, comment
    ):
        comment.hide_history()
        for person, reads in (make_user(), False), (ada, True), (moderator(), True):
            client.force_login(person)
            page = history(client, comment).text
            assert ("Slowly" in page) == reads
            assert ("Hidden by a moderator" in page) != reads
        client.logout()
        assert "Slowly" not in history(client, comment).text

    def test_moderators_are_led_to_what_hides_it(self, client, ada, comment):
        for person, offers in (ada, False), (moderator(), True):
            client.force_login(person)
            for act in "hide_history", "show_history":
                comment.history_is_hidden = act == "show_history"
                comment.save()
                link = f"/moderation/comments/{comment.pk}/{act}/"
                assert (link in history(client, comment).text) == offers

    def test_place_that_is_closed_to_the_reader(self, client, ada):
        topic = make_topic(ada, make_board(access=Board.Access.MEMBERS))
        assert history(client, topic.comments.get()).status_code == 404

    def test_hidden_topic(self, client, comment):
        comment.topic.become(State.HIDDEN)
        assert history(client, comment).status_code == 404

    def test_queries_do_not_grow(self, client, comment, django_assert_num_queries):
        for n in range(8):
            comment.edit(f"Number {n}.", by=make_user())
        with django_assert_num_queries(3):
            history(client, comment)


def moderator():
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="moderate"))
    return user
