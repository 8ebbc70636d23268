from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.forum.models import Comment, State, Topic
from apps.moderation.acts import perform, undo
from apps.moderation.models import Action, Case, Report

from .make import (
    make_board,
    make_board_moderator,
    make_moderator,
    make_report,
    make_topic,
    make_topic_with,
    make_user,
)

pytestmark = pytest.mark.django_db
WORDS = {"usual": "", "words": "Because."}
SILENT = {"usual": "", "words": ""}


@pytest.fixture
def mod():
    return make_moderator("mod")


@pytest.fixture
def as_mod(client, mod):
    client.force_login(mod)
    return client


@pytest.fixture
def lin():
    return make_user("lin")


@pytest.fixture
def as_lin(client, lin):
    client.force_login(lin)
    return client


def address(name, *arguments):
    return reverse(f"moderation:{name}", args=arguments)


class ReportCreateTests:
    sent = {"why": "spam", "text": "In three topics already."}

    def test_many_in_an_hour_are_asked_to_wait(self, as_lin, real_limits):
        topic = make_topic_with(comments=6)
        for comment in topic.comments.filter(number__lte=5):
            path = address("report_create", "comments", comment.pk)
            assert as_lin.post(path, self.sent).status_code == 302
        last = topic.comments.get(number=6)
        path = address("report_create", "comments", last.pk)
        response = as_lin.post(path, self.sent)
        assert response.status_code == 429
        assert response["Retry-After"] == "720"
        assert self.sent["text"] in response.text
        assert Report.objects.count() == 5

    def test_member_whom_nobody_sees_cannot_be_reported(self, as_lin):
        stranger = make_user(confirmed_at=None)
        path = address("report_create", "members", stranger.pk)
        assert as_lin.post(path, self.sent).status_code == 404

    @pytest.mark.parametrize("things", ["comments", "topics", "members"])
    def test_opens_a_case(self, as_lin, lin, things):
        topic = make_topic()
        thing = {
            "comments": topic.comments.get(),
            "topics": topic,
            "members": topic.author,
        }[things]
        asked = address("report_create", things, thing.pk)
        assert "What is wrong?" in as_lin.get(asked).text
        response = as_lin.post(asked, self.sent)
        case = Case.objects.get()
        assert (case.target, case.person) == (thing, topic.author)
        assert (case.report_count, case.reports.get().reporter) == (1, lin)
        assert "Thank you" in as_lin.get(response.url).text

    def test_reports_of_one_thing_gather(self, as_lin):
        topic = make_topic()
        make_report(topic)
        as_lin.post(address("report_create", "topics", topic.pk), self.sent)
        assert Case.objects.get().report_count == 2

    def test_second_report_replaces_the_first(self, as_lin, lin):
        topic = make_topic()
        asked = address("report_create", "topics", topic.pk)
        as_lin.post(asked, self.sent)
        assert "You reported this already" in as_lin.get(asked).text
        as_lin.post(asked, {"why": "astray", "text": "Sorry."})
        report = Report.objects.get()
        assert (report.why, report.text, report.case.report_count) == (
            "astray",
            "Sorry.",
            1,
        )

    def test_after_a_decision_a_new_case_opens_and_the_old_one_is_told(self, as_lin):
        topic, moderator = make_topic(), make_moderator()
        asked = address("report_create", "topics", topic.pk)
        as_lin.post(asked, self.sent)
        Case.objects.get().dismiss(moderator, "Within the rules.")
        assert "Within the rules." in as_lin.get(asked).text
        as_lin.post(asked, self.sent)
        assert Case.objects.count() == 2

    def test_guest_signs_in_first(self, client):
        asked = address("report_create", "topics", make_topic().pk)
        assert client.get(asked).url.startswith(reverse("accounts:login"))

    def test_what_one_may_not_see_is_not_found(self, as_lin):
        topic = make_topic(board=make_board(access="groups"))
        for things, pk in [("topics", topic.pk), ("comments", topic.comments.get().pk)]:
            assert as_lin.get(address("report_create", things, pk)).status_code == 404
        Topic.objects.update(state=State.HIDDEN)
        assert (
            as_lin.get(address("report_create", "topics", topic.pk)).status_code == 404
        )

    def test_member_who_left_is_not_found(self, as_lin):
        gone = make_user(deleted_at=timezone.now())
        asked = address("report_create", "members", gone.pk)
        assert as_lin.get(asked).status_code == 404

    def test_own_things_are_refused(self, as_lin, lin):
        topic = make_topic(author=lin)
        asked = address("report_create", "topics", topic.pk)
        response = as_lin.post(asked, self.sent)
        assert response.status_code == 403
        assert "You cannot report yourself" in response.text
        assert not Case.objects.exists()

    def test_refusal_keeps_the_text(self, as_lin, lin):
        comment = make_topic().comments.get()
        Comment.objects.update(state=State.HIDDEN)
        asked = address("report_create", "comments", comment.pk)
        response = as_lin.post(asked, {"why": "other", "text": "Kept words."})
        assert response.status_code == 403
        assert "Kept words." in response.text

    @pytest.mark.parametrize(
        "wrong",
        [
            {"why": "no such"},
            {"why": "other", "text": " "},
            {"why": "spam", "text": "x" * 501},
            {"why": "spam", "text": "nul\0"},
        ],
    )
    def test_wrong_input(self, as_lin, wrong):
        asked = address("report_create", "topics", make_topic().pk)
        response = as_lin.post(asked, wrong)
        assert response.status_code == 200
        assert response.context["form"].errors
        assert not Case.objects.exists()

    def test_links_are_for_members_and_not_on_their_own(self, client, lin):
        topic = make_topic_with(comments=2)
        topic.reply(lin, "Mine.")
        page = topic.get_absolute_url()
        assert "/report/" not in client.get(page).text
        client.force_login(lin)
        text = client.get(page).text
        # The topic and its two comments by others; then the author.
        assert text.count("/report/") == 3
        assert client.get(topic.author.get_absolute_url()).text.count("/report/") == 1
        assert "/report/" not in client.get(lin.get_absolute_url()).text


class CaseListTests:
    def test_oldest_first_or_most_reported(self, as_mod):
        first, second = make_topic(title="First one"), make_topic(title="Second one")
        make_report(first)
        for _ in range(2):
            make_report(second)
        text = as_mod.get(address("case_list")).text
        assert text.index("First one") < text.index("Second one")
        text = as_mod.get(address("case_list"), {"by": "reported"}).text
        assert text.index("Second one") < text.index("First one")
        assert "2 × It is advertising." in text

    def test_says_who_deals_with_it(self, as_mod):
        make_report(make_topic()).take(make_moderator("ada", display_name="Ada Okafor"))
        assert "Ada Okafor</bdi> deals with it" in as_mod.get(address("case_list")).text

    def test_decided_ones_are_gone(self, as_mod, mod):
        topic = make_topic(title="Only once")
        make_report(topic).dismiss(mod, "Fine.")
        assert "Only once" not in as_mod.get(address("case_list")).text

    def test_pages_by_keyset(self, as_mod):
        for number in range(21):
            make_report(make_topic(title=f"Topic number {number:02}"))
        for by in "oldest", "reported":
            first = as_mod.get(address("case_list"), {"by": by})
            older = f"{address('case_list')}?{first.context['page'].older}"
            rows = [*first.context["page"], *as_mod.get(older).context["page"]]
            assert len({case.pk for case in rows}) == 21

    def test_board_moderator_sees_own_boards_alone(self, client):
        topic, other = make_topic(title="Ours"), make_topic(title="Theirs")
        make_report(topic.comments.get())
        make_report(other)
        make_report(make_user("kofi"))
        client.force_login(make_board_moderator(topic.board))
        text = client.get(address("case_list")).text
        assert "Ours" in text
        assert "Theirs" not in text
        assert "kofi" not in text

    def test_nobody_sees_the_case_about_themselves(self, as_mod, mod):
        case = make_report(make_topic(author=mod, title="By a moderator"))
        assert "By a moderator" not in as_mod.get(address("case_list")).text
        assert as_mod.get(case.get_absolute_url()).status_code == 404

    def test_members_do_not_find_it(self, as_lin):
        assert as_lin.get(address("case_list")).status_code == 404

    def test_guest_signs_in_first(self, client):
        assert client.get(address("case_list")).status_code == 302

    def test_empty_queue_says_so(self, as_mod):
        assert "Nothing waits for you" in as_mod.get(address("case_list")).text

    def test_queries_do_not_grow(self, as_mod, django_assert_max_num_queries):
        for _ in range(10):
            make_report(make_topic())
            make_report(make_topic().comments.get())
        with django_assert_max_num_queries(8):
            as_mod.get(address("case_list"))


class CaseDetailTests:
    def test_comment_stands_between_its_neighbours(self, as_mod):
        topic = make_topic_with(comments=4)
        case = make_report(topic.comments.get(number=3), text="Look at #3.")
        response = as_mod.get(case.get_absolute_url())
        shown = response.context["case"].in_place
        assert [comment.number for comment in shown] == [2, 3, 4]
        for number in 2, 3, 4:
            assert f"Comment number {number}<" in response.text
        assert "Look at #3." in response.text

    def test_reporters_and_reasons(self, as_mod):
        case = make_report(make_topic(), make_user("noor"), "unkind")
        text = as_mod.get(case.get_absolute_url()).text
        assert "It is unkind" in text
        assert "noor" in text

    def test_history_of_the_author(self, as_mod, mod):
        author = make_user("spammer")
        old = make_topic(author=author, title="Old one")
        make_report(old).dismiss(mod, "Harmless.")
        perform("block", author, mod, "Advertising again.")
        case = make_report(make_topic(author=author))
        text = as_mod.get(case.get_absolute_url()).text
        assert "wrote 2 comments" in text
        assert "Advertising again." in text
        assert "may read, not write" in text
        assert "Old one" in text

    def test_buttons_make_sense(self, as_mod, mod):
        topic = make_topic()
        perform("close", topic, mod, "Too long.")
        case = make_report(topic)
        text = as_mod.get(case.get_absolute_url()).text
        assert address("topic_act", topic.pk, "reopen") in text
        assert address("topic_act", topic.pk, "close") not in text
        assert address("member_act", topic.author.pk, "block") in text

    def test_board_moderator_cannot_block(self, client):
        topic = make_topic()
        case = make_report(topic)
        client.force_login(make_board_moderator(topic.board))
        text = client.get(case.get_absolute_url()).text
        assert address("topic_act", topic.pk, "hide") in text
        assert address("member_act", topic.author.pk, "block") not in text

    def test_hidden_text_can_be_opened(self, as_mod, mod):
        comment = make_topic(text="Something bad").comments.get()
        case = make_report(comment)
        perform("hide", comment, mod, "Advertising.")
        text = as_mod.get(case.get_absolute_url()).text
        assert "Something bad" in text
        assert "Decided by <bdi>mod</bdi>" in text

    def test_case_of_another_board_is_not_found(self, client):
        case = make_report(make_topic())
        client.force_login(make_board_moderator(make_board()))
        assert client.get(case.get_absolute_url()).status_code == 404

    def test_members_do_not_find_it(self, as_lin):
        case = make_report(make_topic())
        for name in "case_detail", "case_take", "case_dismiss":
            assert as_lin.get(address(name, case.pk)).status_code == 404

    def test_queries_do_not_grow(self, as_mod, mod, django_assert_max_num_queries):
        author = make_user()
        for _ in range(6):
            topic = make_topic(author=author)
            make_report(topic.comments.get())
            perform("hide", topic.comments.get(), mod, "Advertising.")
        topic = make_topic_with(comments=3, author=author)
        case = make_report(topic.comments.get(number=2))
        for _ in range(5):
            make_report(topic.comments.get(number=2))
        with django_assert_max_num_queries(22):
            as_mod.get(case.get_absolute_url())


class CaseTakeTests:
    def test_take_and_release(self, as_mod, mod):
        case = make_report(make_topic())
        as_mod.post(address("case_take", case.pk), {"from": ""})
        case.refresh_from_db()
        assert case.taken_by == mod
        as_mod.post(address("case_release", case.pk))
        case.refresh_from_db()
        assert case.taken_by is None

    def test_taking_from_another_asks(self, as_mod, mod):
        case, ada = make_report(make_topic()), make_moderator("ada")
        case.take(ada)
        page = as_mod.post(address("case_take", case.pk), {"from": ""})
        assert "Take this case over?" in page.text
        assert Case.objects.get().taken_by == ada
        as_mod.post(address("case_take", case.pk), {"from": ada.pk})
        assert Case.objects.get().taken_by == mod

    def test_only_the_holder_releases(self, as_mod):
        case, ada = make_report(make_topic()), make_moderator("ada")
        case.take(ada)
        response = as_mod.post(address("case_release", case.pk))
        assert "not yours" in as_mod.get(response.url).text
        assert Case.objects.get().taken_by == ada

    def test_decided_case_is_not_taken(self, as_mod, mod):
        case = make_report(make_topic())
        case.dismiss(mod, "Fine.")
        page = as_mod.post(address("case_take", case.pk), {"from": ""})
        assert "This case is decided" in page.text
        assert Case.objects.get().taken_by is None

    def test_release_is_no_page(self, as_mod):
        case = make_report(make_topic())
        assert as_mod.get(address("case_release", case.pk)).status_code == 405


class CaseDismissTests:
    def test_closes_with_a_sentence(self, as_mod, mod):
        case = make_report(make_topic())
        asked = address("case_dismiss", case.pk)
        assert "Nothing is to be done?" in as_mod.get(asked).text
        response = as_mod.post(asked, WORDS)
        assert response.url == address("case_list")
        case.refresh_from_db()
        assert (case.decided_by, case.decision, case.action) == (mod, "Because.", None)

    def test_somebody_was_quicker(self, as_mod, mod):
        case = make_report(make_topic())
        case.dismiss(make_moderator(), "Fine.")
        response = as_mod.post(address("case_dismiss", case.pk), WORDS)
        assert response.status_code == 409
        assert "Because." in response.text
        case.refresh_from_db()
        assert case.decision == "Fine."

    def test_reason_is_needed(self, as_mod):
        case = make_report(make_topic())
        response = as_mod.post(address("case_dismiss", case.pk), SILENT)
        assert "Choose a reason" in response.text


class CommentActTests:
    def test_hides_with_reason_and_closes_the_case(self, as_mod, mod):
        comment = make_topic_with(comments=2).comments.get(number=2)
        case = make_report(comment)
        asked = address("comment_act", comment.pk, "hide")
        assert "closes the" in as_mod.get(asked).text
        sent = {"usual": "Advertising.", "words": "In three topics."}
        response = as_mod.post(asked, sent)
        assert response.url == comment.place
        comment.refresh_from_db()
        assert comment.reason == "Advertising. In three topics."
        case.refresh_from_db()
        assert (case.action.comment, case.decided_by) == (comment, mod)
        text = as_mod.get(response.url).text
        assert "You hid the comment." in text
        assert address("action_undo", case.action.pk) in text

    def test_reason_is_needed(self, as_mod):
        comment = make_topic().comments.get()
        response = as_mod.post(address("comment_act", comment.pk, "hide"), SILENT)
        assert "Choose a reason" in response.text
        assert not Action.objects.exists()

    @pytest.mark.parametrize("words", ["x" * 301, "nul\0", " \n "])
    def test_wrong_words(self, as_mod, words):
        comment = make_topic().comments.get()
        asked = address("comment_act", comment.pk, "hide")
        response = as_mod.post(asked, {"usual": "", "words": words})
        assert response.context["form"].errors["words"]
        assert not Action.objects.exists()

    def test_reason_and_words_together_are_too_long(self, as_mod):
        comment = make_topic().comments.get()
        asked = address("comment_act", comment.pk, "hide")
        response = as_mod.post(asked, {"usual": "Advertising.", "words": "x" * 300})
        assert "together at most" in response.text

    def test_somebody_was_quicker_and_the_words_are_kept(self, as_mod):
        comment = make_topic().comments.get()
        perform("hide", comment, make_moderator("ada"), "Mine.")
        asked = address("comment_act", comment.pk, "hide")
        assert "ada hid it" in as_mod.get(asked).text
        response = as_mod.post(asked, WORDS)
        assert response.status_code == 409
        assert "Because." in response.text
        assert Action.objects.count() == 1

    def test_stranger_is_refused_and_learns_nothing_of_reports(self, as_lin):
        comment = make_topic().comments.get()
        make_report(comment)
        response = as_lin.post(address("comment_act", comment.pk, "hide"), WORDS)
        assert response.status_code == 403
        assert "Only moderators of this board" in response.text
        assert "open case" not in response.text
        comment.refresh_from_db()
        assert comment.is_published

    def test_unknown_act_is_not_found(self, as_mod):
        comment = make_topic().comments.get()
        for act in "close", "no-such-act", "undo":
            asked = address("comment_act", comment.pk, act)
            assert as_mod.get(asked).status_code == 404

    def test_private_comment_is_not_found(self, as_lin):
        topic = make_topic(board=make_board(access="groups"))
        asked = address("comment_act", topic.comments.get().pk, "hide")
        assert as_lin.get(asked).status_code == 404

    def test_get_changes_nothing(self, as_mod):
        comment = make_topic().comments.get()
        as_mod.get(address("comment_act", comment.pk, "hide"))
        assert not Action.objects.exists()


class TopicActTests:
    @pytest.mark.parametrize(
        ("act", "back"), [("close", "reopen"), ("pin", "unpin"), ("hide", "restore")]
    )
    def test_there_and_back(self, as_mod, act, back):
        topic = make_topic()
        page = topic.get_absolute_url()
        for name, other in [(act, back), (back, act)]:
            assert address("topic_act", topic.pk, name) in as_mod.get(page).text
            as_mod.post(address("topic_act", topic.pk, name), WORDS)
            assert address("topic_act", topic.pk, other) in as_mod.get(page).text
        assert [action.act for action in Action.objects.all()] == [back, act]

    def test_moves_to_a_board_that_one_may_open(self, client):
        topic, board = make_topic(), make_board(name="Elsewhere")
        secret = make_board(name="Secret", access="groups")
        client.force_login(make_board_moderator(topic.board))
        asked = address("topic_act", topic.pk, "move")
        text = client.get(asked).text
        assert "Elsewhere" in text
        assert "Secret" not in text
        assert client.post(asked, {**WORDS, "board": secret.pk}).status_code == 200
        client.post(asked, {**WORDS, "board": board.pk})
        topic.refresh_from_db()
        assert topic.board == board

    def test_from_a_case_the_case_is_closed_and_the_queue_follows(self, as_mod):
        topic = make_topic_with(comments=2)
        case = make_report(topic.comments.get(number=2))
        asked = address("topic_act", topic.pk, "close")
        response = as_mod.post(f"{asked}?case={case.pk}", WORDS)
        assert response.url == address("case_list")
        case.refresh_from_db()
        assert case.action.act == "close"

    def test_case_about_something_else_stays_open(self, as_mod):
        topic, case = make_topic(), make_report(make_topic())
        asked = address("topic_act", topic.pk, "close")
        for wrong in case.pk, "x", "9" * 30:
            as_mod.post(f"{asked}?case={wrong}", WORDS)
        case.refresh_from_db()
        assert case.is_open

    def test_pinning_answers_no_report(self, as_mod):
        topic = make_topic()
        case = make_report(topic)
        as_mod.post(address("topic_act", topic.pk, "pin"), WORDS)
        case.refresh_from_db()
        assert case.is_open

    def test_nobody_closes_the_case_about_themselves(self, as_mod, mod):
        topic = make_topic(author=mod)
        case = make_report(topic)
        asked = address("topic_act", topic.pk, "close")
        assert "open case" not in as_mod.get(asked).text
        as_mod.post(asked, WORDS)
        topic.refresh_from_db()
        case.refresh_from_db()
        assert topic.is_closed
        assert case.is_open

    def test_moderator_of_another_board_is_refused(self, client):
        topic = make_topic()
        client.force_login(make_board_moderator(make_board()))
        asked = address("topic_act", topic.pk, "close")
        assert client.post(asked, WORDS).status_code == 403

    def test_blocked_moderator_is_refused(self, as_mod, mod):
        topic = make_topic()
        mod.block, mod.block_reason = "write", "Cooling down."
        mod.save()
        response = as_mod.post(address("topic_act", topic.pk, "close"), WORDS)
        assert response.status_code == 403
        assert "Cooling down." in response.text


class MemberActTests:
    sent = {**WORDS, "kind": "write", "length": "3", "until": ""}

    def test_blocks_for_three_days(self, as_mod, lin):
        as_mod.post(address("member_act", lin.pk, "block"), self.sent)
        lin.refresh_from_db()
        left = lin.blocked_until - timezone.now()
        assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
        assert "Because." in lin.why_blocked

    def test_blocks_for_good_from_entry(self, as_mod, lin):
        sent = {**self.sent, "kind": "entry", "length": "good"}
        as_mod.post(address("member_act", lin.pk, "block"), sent)
        lin.refresh_from_db()
        assert lin.is_shut_out
        assert lin.blocked_until is None

    def test_date_is_in_the_time_zone_of_the_moderator(self, as_mod, mod, lin):
        mod.time_zone = "Asia/Tokyo"
        mod.save()
        year = timezone.now().year + 1
        asked = address("member_act", lin.pk, "block")
        assert "Asia/Tokyo" in as_mod.get(asked).text
        sent = {**self.sent, "length": "date", "until": f"{year}-05-01T09:30"}
        as_mod.post(asked, sent)
        lin.refresh_from_db()
        assert f"{lin.blocked_until:%Y-%m-%d %H:%M %Z}" == f"{year}-05-01 00:30 UTC"

    @pytest.mark.parametrize(
        "until",
        [
            "",
            "2020-01-01T00:00",
            "0001-01-01T00:00",
            "9999-12-31T23:59",
            "tomorrow",
            "2026-13-40T99:99",
        ],
    )
    def test_wrong_date(self, as_mod, lin, until):
        sent = {**self.sent, "length": "date", "until": until}
        response = as_mod.post(address("member_act", lin.pk, "block"), sent)
        assert response.context["form"].errors["until"]
        assert "Because." in response.text
        assert not Action.objects.exists()

    def test_unblocks(self, as_mod, mod, lin):
        perform("block", lin, mod, "Advertising.")
        as_mod.post(address("member_act", lin.pk, "unblock"), WORDS)
        lin.refresh_from_db()
        assert not lin.is_blocked

    @pytest.mark.parametrize("name", ["mod", "ada"])
    def test_not_oneself_and_not_who_has_a_role(self, as_mod, mod, name):
        make_moderator("ada")
        user = User.objects.get(username=name)
        response = as_mod.post(address("member_act", user.pk, "block"), self.sent)
        assert response.status_code == 403
        user.refresh_from_db()
        assert not user.is_blocked

    def test_board_moderator_is_refused(self, client, lin):
        client.force_login(make_board_moderator(make_board()))
        asked = address("member_act", lin.pk, "block")
        assert client.post(asked, self.sent).status_code == 403

    def test_link_is_for_those_who_may(self, client, mod, lin):
        asked = address("member_act", lin.pk, "block")
        assert asked not in client.get(lin.get_absolute_url()).text
        client.force_login(make_user())
        assert asked not in client.get(lin.get_absolute_url()).text
        client.force_login(mod)
        assert asked in client.get(lin.get_absolute_url()).text


class ActionListTests:
    def test_everybody_reads_who_what_and_why(self, client, mod):
        topic = make_topic(title="Round and round")
        perform("close", topic, mod, "It goes in circles.")
        text = client.get(address("action_list")).text
        assert "Round and round" in text
        assert "It goes in circles." in text
        assert ">mod</a> closed" in " ".join(text.split())
        assert "Undo" not in text

    def test_hidden_things_are_not_named(self, client, mod):
        topic = make_topic(title="Cheap watches", text="Buy them.")
        perform("hide", topic, mod, "Advertising.")
        text = client.get(address("action_list")).text
        assert "Advertising." in text
        assert "Cheap watches" not in text
        assert "Buy them." not in text

    def test_private_boards_are_for_their_readers(self, client, mod):
        board = make_board(access="members", name="Evening class")
        perform("close", make_topic(board=board, title="Homework"), mod, "Too long.")
        asked = address("action_list")
        assert "Too long." not in client.get(asked).text
        assert "Evening class" not in client.get(asked).text
        client.force_login(make_user())
        assert "Homework" in client.get(asked).text

    def test_board_to_which_it_went_is_not_named_to_all(self, client, mod):
        secret = make_board(access="groups", name="Secret room")
        perform("move", make_topic(title="Moved"), mod, "Private.", board=secret)
        text = client.get(address("action_list")).text
        assert "another board" in text
        assert "Secret room" not in text
        assert "Moved<" not in text

    def test_block_says_what_and_how_long(self, client, mod, lin):
        perform("block", lin, mod, "Shouting.", kind="entry")
        assert "may not sign in, for good" in client.get(address("action_list")).text

    def test_undone_is_said(self, client, mod):
        topic = make_topic()
        action = perform("close", topic, mod, "Too long.")
        undo(action, make_moderator("ada"), "Not at all.")
        text = " ".join(client.get(address("action_list")).text.split())
        assert ">ada</a> undid this" in text
        assert "undone</a> by" in text

    def test_found_by_board_act_and_member(self, client, mod, lin):
        topic = make_topic()
        perform("close", topic, mod, "Reason of closing.")
        perform("pin", topic, mod, "Reason of pinning.")
        perform("block", lin, mod, "Reason of blocking.")
        asked = address("action_list")
        for query, found in [
            ({"board": topic.board.slug, "act": "pin"}, ["pinning"]),
            ({"member": "@LIN"}, ["blocking"]),
            ({"member": "mod", "board": topic.board.slug}, ["closing", "pinning"]),
            ({"topic": topic.pk}, ["closing", "pinning"]),
            ({"comment": topic.comments.get().pk}, []),
        ]:
            text = client.get(asked, query).text
            for word in "closing", "pinning", "blocking":
                assert (f"Reason of {word}" in text) == (word in found), query

    @pytest.mark.parametrize(
        "query",
        [
            {"board": "no-such"},
            {"act": "eat"},
            {"member": "nobody"},
            {"topic": "9" * 30},
            {"comment": "x"},
        ],
    )
    def test_wrong_questions_find_nothing(self, client, mod, query):
        perform("close", make_topic(), mod, "Too long.")
        response = client.get(address("action_list"), query)
        assert response.status_code == 200
        assert "Too long." not in response.text

    def test_secret_board_is_no_choice(self, client):
        make_board(access="groups", name="Secret room", slug="secret")
        text = client.get(address("action_list"), {"board": "secret"}).text
        assert "Secret room" not in text

    def test_older_ones_are_a_link_away(self, client, mod):
        topic = make_topic()
        for number in range(11):
            perform("pin", topic, mod, f"In {number:02}.")
            perform("unpin", topic, mod, f"Out {number:02}.")
        first = client.get(address("action_list"))
        older = client.get(f"{address('action_list')}?{first.context['page'].older}")
        assert "In 00." not in first.text
        assert "In 00." in older.text

    def test_undo_is_offered_to_those_who_may(self, client, mod):
        topic = make_topic()
        action = perform("close", topic, mod, "Too long.")
        asked = address("action_undo", action.pk)
        for user, may in [
            (make_board_moderator(topic.board), True),
            (make_board_moderator(make_board()), False),
            (make_user(), False),
        ]:
            client.force_login(user)
            assert (asked in client.get(address("action_list")).text) == may

    @pytest.mark.parametrize("who", ["guest", "moderator", "board moderator"])
    def test_queries_do_not_grow(self, client, mod, who, django_assert_max_num_queries):
        for _ in range(5):
            topic, user = make_topic(), make_user()
            perform("block", user, mod, "Reason.")
            perform("hide", topic.comments.get(), mod, "Reason.")
            undo(perform("pin", topic, mod, "Reason."), mod, "Reason.")
        if who != "guest":
            board_moderator = make_board_moderator(topic.board)
            client.force_login(mod if who == "moderator" else board_moderator)
        with django_assert_max_num_queries(3 if who == "guest" else 10):
            client.get(address("action_list"))


class ActionUndoTests:
    def test_puts_back_and_says_why(self, as_mod, mod):
        topic = make_topic()
        action = perform("close", topic, mod, "Too long.")
        asked = address("action_undo", action.pk)
        assert "Undo this act?" in as_mod.get(asked).text
        response = as_mod.post(asked, WORDS)
        assert response.url == topic.get_absolute_url()
        topic.refresh_from_db()
        assert not topic.is_closed
        assert Action.objects.get(undoes=action).reason == "Because."

    def test_what_was_changed_since_is_said_and_the_words_are_kept(self, as_mod, mod):
        topic = make_topic()
        action = perform("close", topic, mod, "Too long.")
        perform("hide", topic, mod, "Advertising.")
        response = as_mod.post(address("action_undo", action.pk), WORDS)
        assert response.status_code == 409
        assert "whether it is shown" in response.text
        assert "Because." in response.text

    def test_block_that_has_ended_is_said(self, as_mod, mod, lin):
        action = perform("block", lin, mod, "Shouting.")
        User.objects.update(block="", block_reason="")
        response = as_mod.post(address("action_undo", action.pk), WORDS)
        assert "the block has ended" in response.text

    def test_undone_already(self, as_mod, mod):
        action = perform("close", make_topic(), mod, "Too long.")
        undoing = undo(action, mod, "Wrong.")
        for line in action, undoing:
            response = as_mod.post(address("action_undo", line.pk), WORDS)
            assert response.status_code == 409
        assert Action.objects.count() == 2

    def test_stranger_is_refused(self, as_lin, mod):
        topic = make_topic()
        action = perform("close", topic, mod, "Too long.")
        response = as_lin.post(address("action_undo", action.pk), WORDS)
        assert response.status_code == 403
        topic.refresh_from_db()
        assert topic.is_closed

    def test_act_on_a_private_board_is_not_found(self, as_lin, mod):
        topic = make_topic(board=make_board(access="groups"))
        action = perform("close", topic, mod, "Too long.")
        assert as_lin.get(address("action_undo", action.pk)).status_code == 404
