import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.accounts.models import User
from apps.forum.models import Board, Comment, State, Topic
from apps.forum.tests.make import make_board, make_topic, make_topic_with, make_user
from apps.look.queue import Worker
from apps.moderation import acts, bulk
from apps.moderation.models import Action, Batch, BatchItem

from .community import make_community
from .make import make_board_moderator, make_moderator

pytestmark = pytest.mark.django_db

FOR_GOOD = {"kind": "write", "length": "good"}
ADD = reverse("admin:moderation_batch_add")


@pytest.fixture
def mod():
    return make_moderator("mod")


@pytest.fixture
def as_mod(client, mod):
    client.force_login(mod)
    return client


@pytest.fixture
def few(monkeypatch):
    """Let three be many, so that the queue does them."""
    monkeypatch.setattr(bulk, "FEW", 2)
    monkeypatch.setattr(bulk, "GATHER", 2)
    monkeypatch.setattr(bulk, "BITE", 2)


def rows(model):
    """Give every field of every row, to compare before and after.

    Except what counts the notices: like the log, they tell the act and the undoing.
    """
    fields = [f.attname for f in model._meta.fields if f.name != "unread_count"]
    return {
        thing.pk: {name: getattr(thing, name) for name in fields}
        for thing in model.objects.all()
    }


def everything():
    return {model: rows(model) for model in (Topic, Comment, Board, User)}


def run_worker():
    """Do what is queued, whenever it is due."""
    DBTaskResult.objects.update(run_after=timezone.now())
    Worker(batch=True).loop()


def ask(client, act, of="topic", things=(), conditions="", **filled):
    """Open the page that asks why, and send it back filled in."""
    which = "all" if conditions else "ticked"
    query = {"of": of, "act": act, "which": which, "conditions": conditions}
    query["pk"] = [thing.pk for thing in things]
    page = client.get(ADD, query)
    assert page.status_code == 200, page.url
    form = page.context["form"]
    hidden = {field.html_name: field.value() for field in form.hidden_fields()}
    filled = {"usual": "", "words": "Out of date.", **hidden, **filled}
    return client.post(page.wsgi_request.get_full_path(), filled)


class TickedTests:
    def test_done_at_once_with_a_line_in_the_log_for_each(self, as_mod, mod):
        topics = [make_topic() for _ in range(3)]
        response = ask(as_mod, "close", things=topics[:2])
        batch = Batch.objects.get()
        assert response.url == reverse("admin:moderation_batch_change", args=[batch.pk])
        assert list(Topic.objects.filter(is_closed=True).order_by("pk")) == topics[:2]
        assert Action.objects.filter(act="close", actor=mod).count() == 2
        assert {action.batch_item.batch for action in Action.objects.all()} == {batch}
        assert (batch.found, batch.done, batch.state) == (2, 2, "done")
        assert "2 done, of 2" in as_mod.get(response.url).text

    def test_page_says_what_is_left_out_and_why(self, as_mod):
        topics = [make_topic(title=f"Topic {number}") for number in range(3)]
        topics[0].close("Before.")
        query = {"of": "topic", "act": "close", "which": "ticked"}
        page = as_mod.get(ADD, query | {"pk": [t.pk for t in topics] + [999]}).text
        assert "1: It is closed already." in page
        assert "1: It is not there, or not on a board of yours." in page
        assert "Topic 1" in page and "Topic 0" not in page
        ask(as_mod, "close", things=topics)
        assert (Batch.objects.get().done, Batch.objects.get().left_out) == (2, 1)
        topics[0].refresh_from_db()
        assert topics[0].close_reason == "Before."

    def test_reason_is_needed(self, as_mod):
        page = ask(as_mod, "close", things=[make_topic()], words="").text
        assert "Choose a reason, or say it in your own words." in page
        assert not Batch.objects.exists()

    def test_wrong_input_is_kept_and_answered(self, as_mod):
        wrong = FOR_GOOD | {"until": "soon", "words": "Shouting."}
        page = ask(as_mod, "block", "member", [make_user()], **wrong).text
        assert 'value="soon"' in page and 'value="Shouting."' in page
        assert "Enter a valid date/time." in page
        assert not Batch.objects.exists()

    def test_same_form_twice_makes_one_batch(self, as_mod):
        topic = make_topic()
        key = "12345678-1234-1234-1234-123456789abc"
        query = f"{ADD}?of=topic&act=close&which=ticked&pk={topic.pk}"
        seen = as_mod.get(query).context["plan"].seen
        filled = {"words": "Old.", "form_key": key, "seen": seen}
        first = as_mod.post(query, filled)
        acts.undo(Action.objects.get(), User.objects.get(username="mod"), "Oh.")
        assert as_mod.post(query, filled).url == first.url
        assert Batch.objects.count() == 1
        assert Action.objects.count() == 2

    def test_move_and_block_take_what_they_need(self, as_mod):
        topic, board, lin = make_topic(), make_board(), make_user("lin")
        ask(as_mod, "move", things=[topic], board=board.pk)
        ask(as_mod, "block", "member", [lin], kind="entry", length="3")
        topic.refresh_from_db()
        lin.refresh_from_db()
        assert topic.board == board
        assert lin.is_blocked and lin.block == "entry" and lin.blocked_until

    @pytest.mark.parametrize(
        ("of", "act"),
        [
            (kind, act.name)
            for kind in bulk.KINDS
            for act in acts.ACTS[bulk.KINDS[kind].model]
            if act.name != "clear_profile"  # of which nothing is kept
        ],
    )
    def test_each_act_and_its_undoing(self, as_mod, mod, of, act):
        topic, board = make_topic_with(comments=2), make_board()
        lin = make_user("lin")
        thing = {"topic": topic, "comment": topic.comments.last(), "member": lin}[of]
        before = {"restore": "hide", "reopen": "close", "unpin": "pin"}
        before |= {
            "unblock": "block",
            "change_block": "block",
            "show_history": "hide_history",
        }
        if act.endswith("_history"):
            thing.edit("Otherwise.")
        if act in before:
            acts.perform(before[act], thing, mod, "Before.")
        state = everything()
        details = {"move": {"board": board.pk}, "block": FOR_GOOD}
        details["change_block"] = FOR_GOOD
        ask(as_mod, act, of, [thing], **details.get(act, {}))
        assert Batch.objects.get().done == 1
        assert everything() != state
        undo = reverse("admin:moderation_batch_undo", args=[Batch.objects.get().pk])
        as_mod.post(undo, {"words": "A mistake."})
        assert everything() == state

    def test_profiles_are_cleared_together_and_for_good(self, as_mod):
        lin, ada = make_user("lin", bio="Buy at evil.example"), make_user("ada")
        ask(as_mod, "clear_profile", "member", [lin, ada])
        batch = Batch.objects.get()
        assert (batch.done, batch.left_out) == (1, 1)
        undo = reverse("admin:moderation_batch_undo", args=[batch.pk])
        as_mod.post(undo, {"words": "A mistake."})
        lin.refresh_from_db()
        assert lin.bio == ""


class NotAskableTests:
    def complaint(self, client, **query):
        response = client.get(ADD, {"of": "topic", "act": "hide"} | query, follow=True)
        return response.text

    def test_nothing_ticked(self, as_mod):
        assert "Tick at least one" in self.complaint(as_mod, which="ticked")

    def test_everything_there_is(self, as_mod):
        make_topic()
        assert "everything there is" in self.complaint(as_mod, which="all")
        page = self.complaint(as_mod, which="all", conditions="tick=1&bogus=2")
        assert "everything there is" in page

    def test_wrong_conditions(self, as_mod):
        page = self.complaint(as_mod, which="all", conditions="author=nobody")
        assert "not right yet" in page
        assert "Nobody here is called nobody." in page

    def test_nothing_found(self, as_mod):
        page = self.complaint(as_mod, which="all", conditions="closed=yes")
        assert "Nothing was found" in page

    @pytest.mark.parametrize(
        "query", [{}, {"act": "burn"}, {"of": "x"}, {"of": "member"}]
    )
    def test_no_such_act(self, as_mod, query):
        query = {"of": "topic", "act": ""} | query
        assert as_mod.get(ADD, query).status_code == 404

    def test_something_else_is_found_by_now(self, as_mod):
        make_topic(title="One")
        query = f"{ADD}?of=topic&act=close&which=all&conditions=closed%3Dno"
        form = as_mod.get(query).context["form"]
        hidden = {field.html_name: field.value() for field in form.hidden_fields()}
        make_topic(title="Two")
        page = as_mod.post(query, hidden | {"words": "Old."})
        assert "Look again" in page.text and "Two" in page.text
        assert not Batch.objects.exists()
        form = page.context["form"]
        hidden = {field.html_name: field.value() for field in form.hidden_fields()}
        as_mod.post(query, hidden | {"words": "Old."})
        assert Topic.objects.filter(is_closed=True).count() == 2


class AllFoundTests:
    def test_few_are_done_at_once(self, as_mod):
        for title in "Kiwi one", "Kiwi two", "Tea":
            make_topic(title=title)
        ask(as_mod, "hide", conditions="words=kiwi")
        assert Topic.objects.published().get().title == "Tea"

    def test_many_are_done_by_the_worker(self, as_mod, few):
        topics = [make_topic() for _ in range(7)]
        topics[3].close("Before.")
        response = ask(as_mod, "close", conditions="state=published")
        assert not Action.objects.exists()
        waiting = as_mod.get(response.url)
        assert waiting["Refresh"] == "3"
        assert "Refresh" not in as_mod.get(response.url, {"still": "1"})
        later = make_topic()
        run_worker()
        batch = Batch.objects.get()
        assert (batch.found, batch.done, batch.left_out) == (7, 6, 1)
        assert Topic.objects.filter(is_closed=True).count() == 7
        later.refresh_from_db()
        assert not later.is_closed, "It was not there when the moderator asked."
        done = as_mod.get(response.url)
        assert "Refresh" not in done
        assert "1: It is closed already." in done.text

    def test_day_begins_where_the_moderator_is(self, as_mod, mod, few):
        User.objects.filter(pk=mod.pk).update(time_zone="Asia/Tokyo")
        for _ in range(3):
            make_topic()
        Topic.objects.update(created_at="2026-05-01T23:30:00Z")
        ask(as_mod, "close", conditions="created_from=2026-05-02")
        run_worker()
        assert Batch.objects.get().done == 3

    def test_conditions_that_make_no_sense_any_more(self, as_mod, few):
        topics = [make_topic(author=make_user("ada"))]
        topics += [make_topic(author=topics[0].author) for _ in range(3)]
        response = ask(as_mod, "close", conditions="author=ada")
        User.objects.filter(username="ada").update(username_key="x", username="x")
        run_worker()
        assert "Nobody here is called ada." in as_mod.get(response.url).text
        assert Batch.objects.get().state == "failed"
        assert not Action.objects.exists()

    def test_stopped_in_the_middle(self, as_mod, few):
        for _ in range(6):
            make_topic()
        ask(as_mod, "close", conditions="closed=no")
        batch = Batch.objects.get()
        while not batch.items.done().exists():
            bulk._do_some(batch)
            batch.refresh_from_db()
        cancel = reverse("admin:moderation_batch_cancel", args=[batch.pk])
        assert as_mod.get(cancel).status_code == 405
        as_mod.post(cancel)
        run_worker()
        batch.refresh_from_db()
        assert (batch.state, batch.done) == ("stopped", 2)
        assert Topic.objects.filter(is_closed=True).count() == 2

    def test_who_loses_the_role_in_the_middle_acts_no_more(self, as_mod, mod, few):
        for _ in range(4):
            make_topic()
        ask(as_mod, "close", conditions="closed=no")
        batch = Batch.objects.get()
        while not batch.gathered_at:
            bulk._do_some(batch)
            batch.refresh_from_db()
        mod.groups.clear()
        run_worker()
        batch.refresh_from_db()
        assert (batch.done, batch.left_out) == (0, 4)

    def test_worker_goes_back_to_the_queue_after_its_slice(self, mod, few, monkeypatch):
        for _ in range(4):
            make_topic()
        kind = bulk.KINDS["topic"]
        act = bulk.act_of(kind, "close")
        batch = bulk.start(mod, kind, act, "Old.", {}, conditions="closed=no")
        assert bulk.work(batch, seconds=-1) is False
        assert bulk.work(batch) is True


class DeathTests:
    """A worker that dies in the middle leaves nothing half done or done twice."""

    class Died(BaseException):
        pass

    @pytest.mark.parametrize("moment", ["perform", "_log"])
    def test_the_next_one_goes_on(self, as_mod, few, monkeypatch, moment):
        for _ in range(6):
            make_topic_with(comments=2)
        ask(as_mod, "hide", conditions="state=published")
        batch, original, calls = Batch.objects.get(), getattr(acts, moment), []

        def die_at_the_fourth(*args, **kwargs):
            result = original(*args, **kwargs)
            calls.append(result)
            if len(calls) == 4:
                raise self.Died
            return result

        monkeypatch.setattr(acts, moment, die_at_the_fourth)
        with pytest.raises(self.Died):
            bulk.work(batch)
        batch.refresh_from_db()
        assert batch.done == Action.objects.count() == 3
        assert Topic.objects.published().count() == 3
        assert Board.objects.filter(topic_count=1).count() == 3
        monkeypatch.undo()
        run_worker()
        batch.refresh_from_db()
        assert (batch.done, batch.state) == (6, "done")
        assert Action.objects.count() == 6
        assert not Topic.objects.published().exists()

    def test_request_that_died_is_ended_by_the_worker(self, as_mod, monkeypatch):
        topics = [make_topic() for _ in range(3)]
        monkeypatch.setattr(bulk, "work", lambda batch, seconds: None)
        ask(as_mod, "close", things=topics)
        assert not Action.objects.exists()
        monkeypatch.undo()
        run_worker()
        assert Batch.objects.get().done == 3

    def test_twice_the_same_thing_is_done_once(self, as_mod):
        topic = make_topic()
        ask(as_mod, "close", things=[topic])
        item = BatchItem.objects.get()
        item.batch = Batch.objects.get()
        bulk.settle(item)
        assert BatchItem.objects.get().action == Action.objects.get()
        assert (Batch.objects.get().done, Batch.objects.get().left_out) == (1, 0)

    def test_what_nobody_foresaw_is_left_out_and_the_rest_goes_on(
        self, as_mod, monkeypatch, caplog
    ):
        topics = [make_topic() for _ in range(3)]
        close = Topic.close

        def fail(topic, reason):
            if topic == topics[1]:
                raise ZeroDivisionError
            close(topic, reason)

        monkeypatch.setattr(Topic, "close", fail)
        response = ask(as_mod, "close", things=topics)
        assert "Something went wrong" in as_mod.get(response.url).text
        assert (Batch.objects.get().done, Batch.objects.get().left_out) == (2, 1)
        assert "ZeroDivisionError" in caplog.text


class UndoTests:
    def test_everything_is_the_same_again_field_by_field(self, as_mod, few):
        make_community(topics=12)
        for of, act, conditions in [
            ("topic", "hide", "state=published"),
            ("topic", "close", "closed=no"),
            ("comment", "hide", "links=yes"),
            ("member", "block", "blocked=no"),
        ]:
            # The counts of the made community are not those of its states.
            before = everything()
            how = FOR_GOOD if act == "block" else {}
            ask(as_mod, act, of, conditions=conditions, **how)
            run_worker()
            batch = Batch.objects.latest("pk")
            assert batch.done > 2
            assert everything() != before
            undo = reverse("admin:moderation_batch_undo", args=[batch.pk])
            response = as_mod.post(undo, {"words": "A mistake."})
            run_worker()
            undoing = Batch.objects.latest("pk")
            assert response.url.endswith(f"/{undoing.pk}/change/")
            assert (undoing.done, undoing.left_out) == (batch.done, 0)
            assert everything().keys() == before.keys()
            for model in before:
                assert self.but_for_counts(everything()[model]) == (
                    self.but_for_counts(before[model])
                )

    def but_for_counts(self, rows):
        derived = {"last_comment_at", "last_author_id", "last_topic_id"}
        derived |= {"comment_count", "topic_count"}
        return {
            pk: {name: value for name, value in row.items() if name not in derived}
            for pk, row in rows.items()
        }

    def test_what_was_changed_since_is_named(self, as_mod, mod):
        first, second = make_topic(), make_topic()
        ask(as_mod, "close", things=[first, second])
        acts.perform("reopen", second, mod, "Goes on.")
        undo = reverse("admin:moderation_batch_undo", args=[Batch.objects.get().pk])
        response = as_mod.post(undo, {"words": "A mistake."})
        page = as_mod.get(response.url).text
        assert "1 done, 1 left out" in page
        assert "whether it is closed" in page

    def test_only_once_and_only_when_over(self, as_mod, few):
        topics = [make_topic() for _ in range(3)]
        ask(as_mod, "close", conditions="closed=no")
        undo = reverse("admin:moderation_batch_undo", args=[Batch.objects.get().pk])
        assert "Stop it first" in as_mod.get(undo).text
        as_mod.post(undo, {"words": "A mistake."})
        run_worker()
        as_mod.post(undo, {"words": "A mistake."})
        assert "undone already" in as_mod.get(undo).text
        as_mod.post(undo, {"words": "A mistake."})
        run_worker()
        assert Batch.objects.count() == 2
        assert Action.objects.count() == 2 * len(topics)


class WhoTests:
    """Who may act on what; asked by the same function as everywhere else."""

    def test_members_and_teachers_may_nothing(self, client):
        topic = make_topic()
        address = f"{ADD}?of=topic&act=hide&which=ticked&pk={topic.pk}"
        for user in topic.author, make_user(is_staff=True):
            client.force_login(user)
            for answer in client.get(address), client.post(address, {"words": "x"}):
                assert answer.status_code in {302, 403}
                assert "login" in answer.get("Location", "login")
        assert not Batch.objects.exists()

    def test_moderator_of_a_board_acts_there_alone(self, client):
        mine, other = make_topic(), make_topic()
        client.force_login(make_board_moderator(mine.board))
        ask(client, "hide", things=[mine, other])
        assert list(Topic.objects.published()) == [other]
        other_comment = other.comments.get()
        query = f"{ADD}?of=comment&act=hide&which=ticked&pk={other_comment.pk}"
        assert "Nothing was found" in client.get(query, follow=True).text
        query = f"{ADD}?of=topic&act=hide&which=all&conditions=pinned%3Dno"
        hidden = [State.HIDDEN, State.PUBLISHED]
        assert client.get(query, follow=True).status_code == 200
        assert [t.state for t in Topic.objects.order_by("pk")] == hidden

    def test_moderator_of_a_board_blocks_nobody(self, client):
        client.force_login(make_board_moderator(make_board()))
        query = f"{ADD}?of=member&act=block&which=ticked&pk={make_user().pk}"
        response = client.get(query)
        assert response.status_code == 302

    def test_moderator_of_a_board_moves_between_own_boards(self, client):
        topic, mine, other = make_topic(), make_board(), make_board()
        user = make_board_moderator(topic.board)
        mine.moderators.add(user)
        client.force_login(user)
        response = ask(client, "move", things=[topic], board=other.pk)
        assert "Select a valid choice" in response.text
        ask(client, "move", things=[topic], board=mine.pk)
        topic.refresh_from_db()
        assert topic.board == mine

    def test_role_is_blocked_by_the_owner_only(self, as_mod, mod):
        staff, lin = make_user(is_staff=True), make_user()
        response = ask(as_mod, "block", "member", [staff, lin, mod], **FOR_GOOD)
        page = as_mod.get(response.url).text
        assert "Only the owner can block" in page
        assert "cannot block yourself" in page
        assert [user.is_blocked for user in User.objects.order_by("pk")].count(
            True
        ) == 1
        as_mod.force_login(make_user(is_staff=True, is_superuser=True))
        ask(as_mod, "block", "member", [staff], **FOR_GOOD)
        staff.refresh_from_db()
        assert staff.is_blocked

    def test_batches_of_others(self, client, mod):
        topic = make_topic()
        client.force_login(make_board_moderator(topic.board))
        ask(client, "hide", things=[topic])
        own = reverse("admin:moderation_batch_change", args=[Batch.objects.get().pk])
        assert client.get(own).status_code == 200
        client.force_login(mod)
        assert client.get(own).status_code == 200
        client.force_login(make_board_moderator(make_board(), "another"))
        assert client.get(own).status_code == 302
        for name in "cancel", "undo":
            batch = Batch.objects.get().pk
            address = reverse(f"admin:moderation_batch_{name}", args=[batch])
            assert client.post(address, {"words": "x"}).status_code == 404

    def test_list_of_batches(self, as_mod, django_assert_max_num_queries):
        for _ in range(3):
            ask(as_mod, "close", things=[make_topic()])
        with django_assert_max_num_queries(8):
            page = as_mod.get(reverse("admin:moderation_batch_changelist"))
        assert page.text.count("Out of date.") == 3
