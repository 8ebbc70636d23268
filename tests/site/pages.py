"""An example of every page, for the tests that walk over all of them.

A new address needs a line in EXAMPLES; a test fails until it has one.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from apps.accounts.models import Confirmation, Invitation, User
from apps.course.models import (
    Answer,
    Claim,
    Classroom,
    Edition,
    Enrolment,
    LabKey,
    Progress,
    Review,
)
from apps.forum.models import (
    Announcement,
    Board,
    Bookmark,
    Comment,
    Draft,
    Picture,
    State,
    Tag,
    Topic,
)
from apps.forum.tests.make import (
    make_board,
    make_picture,
    make_topic,
    make_topic_with,
    make_user,
)
from apps.moderation.acts import ACTS, perform, undo
from apps.moderation.models import Action, Case
from apps.notifications.letters import token_for
from apps.notifications.models import Notification
from apps.xray.models import Trace
from apps.xray.tests.make import make_kept_trace

TEXT = (
    """Two things, *both* **needed**: `uwsgi_pass` and a [link](https://nginx.org/).

```python
def answer(environ, start_response):
    start_response("200 OK", [])
    return [b"42"]
```

> quoted

| a | b |
|---|---|
| 1 | 2 |

- [x] done
- [ ] not yet

支持中文吗? مرحبا بالعالم 🎉 """
    + "supercalifragilistic" * 12
)


@dataclass
class Community:
    """A small site with one of everything that a page can show."""

    member: User
    moderator: User
    stranger: User
    board: Board
    closed_board: Board
    members_board: Board
    topic: Topic
    closed_topic: Topic
    hidden_topic: Topic
    comment: Comment
    hidden_comment: Comment
    deleted_comment: Comment
    case: Case
    free_case: Case
    decided_case: Case
    action: Action
    undone_action: Action
    invitation: Invitation
    confirmation: Confirmation
    change: Confirmation
    bookmark: Bookmark
    announcement: Announcement
    drafts: list[Draft]
    notice: Notification
    picture: Picture
    trace: Trace
    edition: Edition
    classroom: Classroom


def make_community():
    """Make the rows that EXAMPLES show."""
    member = make_user("élise", display_name="Élise <b>&amp;", bio=TEXT)
    stranger = make_user("艾达")
    moderator = User.objects.create_superuser("grace", "grace@example.org")
    board = make_board(name="Django & friends", slug="django", takes_questions=True)
    topic = make_topic_with(
        45, author=member, board=board, title="Why <b>a</b> socket?"
    )
    picture = make_picture(member, (1200, 900))
    topic.reply(member, f"{TEXT}\n\n{picture.as_markdown('A <b> & a ]')}")
    topic.reply(stranger, "?")
    comments = list(topic.comments.order_by("number"))
    for person in member, stranger, moderator:
        comments[-2].react(person, "thanks")
    topic.solve(comments[-2])
    topic.set_tags([Tag.objects.create(name=name) for name in ("C++", "中文", "A & b")])
    comments[0].edit(TEXT + "\n\nOne more.", member)
    topic.rename("Why <b>a socket</b>?", moderator)
    hidden, deleted = comments[3], comments[4]
    perform("hide", hidden, moderator, "Unkind & <b>loud</b>.")
    Comment.objects.filter(pk=deleted.pk).update(state=State.DELETED)
    closed = make_topic(author=member, board=board, title="Solved")
    Topic.objects.filter(pk=closed.pk).update(is_pinned=True)
    decided = Case.objects.report(closed, stranger, "other", TEXT[:500]).case
    action = perform("close", closed, moderator, "The question is answered.")
    gone = make_topic(author=member, board=board, title="Buy cheap watches")
    perform("hide", gone, moderator, "Advertising.")
    undone = perform("block", member, moderator, "Unkind.")
    undo(undone, moderator, "It was somebody else.")
    undone.refresh_from_db()
    case = Case.objects.report(comments[-2], stranger, "spam", TEXT[:500]).case
    case.take(make_user("ada"))
    return Community(
        member=member,
        moderator=moderator,
        stranger=stranger,
        board=board,
        closed_board=make_board(slug="archive", access=Board.Access.READONLY),
        members_board=make_board(slug="class", access=Board.Access.MEMBERS),
        topic=topic,
        closed_topic=closed,
        hidden_topic=gone,
        comment=comments[-2],
        hidden_comment=hidden,
        deleted_comment=deleted,
        case=case,
        free_case=Case.objects.report(member, stranger, "unkind").case,
        decided_case=decided,
        action=action,
        undone_action=undone,
        invitation=Invitation.objects.create(inviter=moderator, note="A & B"),
        confirmation=member.confirmations.create(address="new@example.org"),
        change=member.confirmations.create(
            address="now@example.org",
            confirmed_at=timezone.now(),
            previous="old@example.org",
        ),
        announcement=Announcement.objects.create(text="We *move* on Sunday & Monday."),
        bookmark=member.bookmarks.create(comment=comments[-2], note="A & <b>B</b>"),
        picture=picture,
        drafts=[
            Draft.objects.keep(member, place, title="A & <b>", text=f"Draft. {TEXT}")
            for place in (topic, board, comments[-2], gone, None)
        ],
        notice=member.notifications.filter(kind="reply").first(),
        trace=make_kept_trace(topic.get_absolute_url()),
        edition=make_learned(member),
        classroom=make_class(moderator, member),
    )


def make_learned(member):
    """Let a member have read an older edition of a lesson, and answered in it."""
    edition = Edition.objects.create(lesson="journey", digest="0123abcd4567", text=TEXT)
    Progress.objects.create(
        member=member, lesson="journey", edition=edition, read_at=timezone.now()
    )
    for name, given in ("hops", "3"), ("who-decides", "1"), ("hops-in-order", "a,b"):
        Answer.objects.create(
            member=member,
            lesson="journey",
            question=name,
            given=given,
            edition=edition,
        )
    Review.objects.note(member, "journey", "who-decides", is_right=False)
    Review.objects.note(member, "journey", "hops-in-order", is_right=False)
    Review.objects.update(due_at=timezone.now())
    return edition


def make_class(teacher, member):
    """Make a class with a plan, a board, and a learner who has failed and passed."""
    room = Classroom.objects.create(
        teacher=teacher, name="Evening <b>& more", note=TEXT[:900], solutions="date"
    )
    room.admit(member)
    room.open_board()
    day = timezone.localdate()
    room.plan(
        {
            "journey": {"opens_on": day - timedelta(days=9), "due_on": day},
            "tcp": {"due_on": day - timedelta(days=2), "solution_on": day},
            "http": {"opens_on": day + timedelta(days=7)},
        }
    )
    Enrolment.objects.update(joined_at=timezone.now() - timedelta(days=8))
    LabKey.objects.give(member)
    hostile = {"message": "<b>came</b> \"instead\" & 'so' " + "x" * 200}
    failed = {"passed": False, "failed_step": "in_pieces", **hostile}
    passed = {"passed": True, "failed_step": None, "message": None}
    about = {"made_at": timezone.now().isoformat(), "edition": "a", "answer": "b"}
    about |= {"starter": False, "hints": 1, "saw_solution": False}
    Claim.objects.keep(
        member,
        [
            {"lab": "02_tcp", "seed": 1, **about, **failed},
            {"lab": "99_unknown", "seed": 2, **about, **failed},
            {"lab": "03_http", "seed": 3, **about, **passed},
        ],
    )
    return room


def reset_link(site):
    return [
        urlsafe_base64_encode(force_bytes(site.member.pk)),
        default_token_generator.make_token(site.member),
    ]


def cases(site):
    return [[site.case.pk], [site.free_case.pk], [site.decided_case.pk]]


def of_class(site):
    return [[site.classroom.pk]]


def of_learner(site):
    return [[site.classroom.pk, site.classroom.enrolments.first().pk]]


NONE = [[]]

# The arguments of each address, one list a page; {"query": …} adds a query string.
EXAMPLES = {
    "home": lambda site: NONE,
    "accounts:account_delete": lambda site: NONE,
    "accounts:account_return": lambda site: NONE,
    "accounts:archive_create": lambda site: NONE,
    "accounts:archive_detail": lambda site: NONE,
    "accounts:archive_download": lambda site: NONE,
    "accounts:avatar_delete": lambda site: NONE,
    "accounts:avatar_edit": lambda site: NONE,
    "accounts:confirmation_resend": lambda site: NONE,
    "accounts:email_confirm": lambda site: [
        [site.confirmation.link.split("/")[-2]],
        ["1.forged.link"],
    ],
    "accounts:email_edit": lambda site: NONE,
    "accounts:email_restore": lambda site: [
        [site.change.way_back.split("/")[-2]],
        [site.confirmation.link.split("/")[-2]],
    ],
    "accounts:face": lambda site: [["0123456789ab"]],
    "accounts:invitation_create": lambda site: NONE,
    "accounts:invitation_list": lambda site: NONE,
    "accounts:invitation_withdraw": lambda site: [[site.invitation.pk]],
    "accounts:joining_detail": lambda site: [[], ["?next=/forum/"]],
    "accounts:login": lambda site: NONE,
    "accounts:logout": lambda site: NONE,
    "accounts:password_change": lambda site: NONE,
    "accounts:password_change_done": lambda site: NONE,
    "accounts:password_reset": lambda site: NONE,
    "accounts:password_reset_complete": lambda site: NONE,
    "accounts:password_reset_confirm": lambda site: [
        reset_link(site),
        ["MQ", "set-password"],
        ["MQ", "false"],
    ],
    "accounts:password_reset_done": lambda site: NONE,
    "accounts:profile_edit": lambda site: NONE,
    "accounts:register": lambda site: [[], [f"?invitation={site.invitation.code}"]],
    "accounts:session_end": lambda site: [["0123456789abcdef"]],
    "accounts:session_end_others": lambda site: NONE,
    "accounts:session_list": lambda site: NONE,
    "django.contrib.flatpages.views.flatpage": lambda site: [["privacy/"], ["rules/"]],
    "course:claim_create": lambda site: NONE,
    "course:class_board_create": lambda site: of_class(site),
    "course:classroom_create": lambda site: NONE,
    "course:classroom_csv": lambda site: of_class(site),
    "course:classroom_detail": lambda site: of_class(site),
    "course:classroom_edit": lambda site: of_class(site),
    "course:classroom_end": lambda site: of_class(site),
    "course:classroom_invite": lambda site: of_class(site),
    "course:classroom_join": lambda site: [
        [],
        [f"?code={site.classroom.code}"],
        ["?code=WRONG"],
    ],
    "course:classroom_leave": lambda site: of_class(site),
    "course:classroom_list": lambda site: NONE,
    "course:classroom_reopen": lambda site: of_class(site),
    "course:classroom_table": lambda site: of_class(site),
    "course:code_close": lambda site: of_class(site),
    "course:code_renew": lambda site: of_class(site),
    "course:failure_list": lambda site: of_class(site),
    "course:learner_detail": lambda site: of_learner(site),
    "course:learner_remove": lambda site: of_learner(site),
    "course:plan_edit": lambda site: [
        [site.classroom.pk],
        [site.classroom.pk, "?begins=9999-12-31&every=60"],
    ],
    "course:statement_list": lambda site: of_class(site),
    "course:file_detail": lambda site: [["myweb/wsgi.py"], ["myweb/settings.py"]],
    "course:lab_detail": lambda site: [["tcp"], ["mvc"], ["views"]],
    "course:lab_hint": lambda site: [["tcp"]],
    "course:lab_solution": lambda site: [["tcp"]],
    "course:key_create": lambda site: NONE,
    "course:key_detail": lambda site: NONE,
    "course:key_withdraw": lambda site: NONE,
    "course:lesson_answer": lambda site: [["journey"]],
    "course:lesson_changes": lambda site: [["journey", site.edition.digest]],
    "course:lesson_detail": lambda site: [
        ["journey"],
        ["journey", "?hops=2&who-decides=1&order.hops-in-order=b,a,c,d,e,f,g"],
        ["tcp", "?why-loop=2&server-calls=a,b,c,d,e,f&two-sends=-"],
        ["tcp", "?why-loop=9&server-calls=a,a&two-sends="],
        ["views"],
        ["no-such-lesson"],
    ],
    "course:lesson_list": lambda site: [[], ["?q=recv+loop"], ["?q=<b>zebra"]],
    "course:lesson_read": lambda site: [["journey"]],
    "course:map_detail": lambda site: NONE,
    "course:question_create": lambda site: [["tcp"], ["journey"]],
    "course:review_list": lambda site: NONE,
    "course:term_list": lambda site: NONE,
    "forum:announcement_dismiss": lambda site: [[site.announcement.pk]],
    "forum:board_detail": lambda site: [
        [site.board.slug],
        [site.closed_board.slug],
        [site.members_board.slug],
    ],
    "forum:board_list": lambda site: NONE,
    "forum:bookmark_edit": lambda site: [[site.bookmark.pk]],
    "forum:bookmark_list": lambda site: NONE,
    "forum:comment_bookmark": lambda site: [[site.comment.pk]],
    "forum:board_feed": lambda site: [
        [site.board.slug],
        [site.closed_board.slug],
        [site.members_board.slug],
    ],
    "forum:comment_create": lambda site: [
        [site.topic.pk],
        [site.topic.pk, f"?quote={site.comment.pk}"],
        [site.closed_topic.pk],
    ],
    "forum:comment_delete": lambda site: [[site.comment.pk]],
    "forum:comment_detail": lambda site: [
        [site.comment.pk],
        [site.hidden_comment.pk],
        [site.deleted_comment.pk],
    ],
    "forum:comment_edit": lambda site: [
        [site.comment.pk],
        [site.hidden_comment.pk],
        [site.deleted_comment.pk],
    ],
    "forum:comment_history": lambda site: [
        [site.comment.pk],
        [site.topic.comments.get(number=1).pk],
        [site.hidden_comment.pk],
    ],
    "forum:comment_put_back": lambda site: [[site.comment.pk]],
    "forum:draft_delete": lambda site: [[draft.pk] for draft in site.drafts],
    "forum:draft_list": lambda site: NONE,
    "forum:member_detail": lambda site: [
        [site.member.username],
        [site.stranger.username],
        [site.moderator.username],
    ],
    "forum:member_feed": lambda site: [
        [site.member.username],
        [site.moderator.username],
    ],
    "forum:member_list": lambda site: [
        [],
        ["?order=newest"],
        ["?order=name"],
        ["?name=%C3%89L"],
        ["?name=nobody"],
    ],
    "forum:comment_react": lambda site: [[site.comment.pk]],
    "forum:comment_solve": lambda site: [[site.comment.pk]],
    "forum:reaction_list": lambda site: [[site.comment.pk], [site.hidden_comment.pk]],
    "forum:name_list": lambda site: [["?begins=%C3%89l"], ["?begins="]],
    "forum:picture_create": lambda site: NONE,
    "forum:picture_delete": lambda site: [[site.picture.pk]],
    "forum:picture_list": lambda site: NONE,
    "forum:picture_file": lambda site: [
        [site.picture.name],
        [f"{site.picture.name}-small"],
        ["no-such-picture"],
    ],
    "forum:search": lambda site: [
        [],
        ["?q=needed"],
        ["?q=no-such-word-anywhere"],
        ["?q=%E4%B8%AD%E6%96%87"],
        ["?q=needed&by=date"],
        [f"?author={quote(site.member.username)}&in=topics"],
        [f"?q=needed&board={site.members_board.slug}&after=2020-01-01"],
        ["?q=needed+author:nobody+after:2026-02-30+in:body"],
        ["?q=needed&author=nobody&after=2026-02-30&in=body"],
    ],
    "forum:tag_detail": lambda site: [["cpp"], ["中文"]],
    "forum:tag_list": lambda site: NONE,
    "forum:site_feed": lambda site: NONE,
    "forum:sitemap_index": lambda site: NONE,
    "forum:sitemap_places": lambda site: NONE,
    "forum:sitemap_topics": lambda site: [[0]],
    "forum:topic_create": lambda site: [[site.board.slug], [site.closed_board.slug]],
    "forum:topic_detail": lambda site: [
        [site.topic.pk],
        [site.topic.pk, "?page=2"],
        [site.topic.pk, "?page=3"],
        [site.closed_topic.pk],
        [site.hidden_topic.pk],
    ],
    "forum:topic_edit": lambda site: [[site.topic.pk], [site.closed_topic.pk]],
    "forum:topic_feed": lambda site: [[site.topic.pk], [site.hidden_topic.pk]],
    "forum:topic_list": lambda site: NONE,
    "forum:unread_clear": lambda site: NONE,
    "forum:unread_list": lambda site: NONE,
    "forum:unread_next": lambda site: [[], [f"?after={site.topic.pk}"]],
    "forum:board_watch": lambda site: [[site.board.slug]],
    "forum:topic_watch": lambda site: [[site.topic.pk]],
    "forum:watch_list": lambda site: NONE,
    "labs:grid": lambda site: NONE,
    "look:healthz": lambda site: NONE,
    "look:mail_detail": lambda site: [["no-such-letter"]],
    "look:mail_list": lambda site: NONE,
    "look:readyz": lambda site: NONE,
    "look:shortcut_list": lambda site: NONE,
    "look:favicon": lambda site: NONE,
    "look:robots": lambda site: NONE,
    "look:security": lambda site: NONE,
    "look:styleguide": lambda site: NONE,
    "look:theme_edit": lambda site: [[], ["?next=/forum/"]],
    "moderation:action_list": lambda site: [
        [],
        [f"?board={site.board.slug}&act=close"],
        [f"?member={site.member.username}"],
        ["?member=nobody"],
        [f"?topic={site.closed_topic.pk}"],
    ],
    "moderation:action_undo": lambda site: [
        [site.action.pk],
        [site.undone_action.pk],
    ],
    "moderation:case_detail": lambda site: cases(site),
    "moderation:case_dismiss": lambda site: cases(site),
    "moderation:case_list": lambda site: [[], ["?by=reported"]],
    "moderation:case_release": lambda site: [[site.free_case.pk]],
    "moderation:case_take": lambda site: cases(site),
    "moderation:comment_act": lambda site: [
        [site.comment.pk, "hide", f"?case={site.case.pk}"],
        [site.hidden_comment.pk, "restore"],
        [site.hidden_comment.pk, "hide"],
    ],
    "moderation:member_act": lambda site: [
        [site.stranger.pk, "block"],
        [site.moderator.pk, "block"],
        [site.member.pk, "unblock"],
        [site.member.pk, "change_block"],
        [site.stranger.pk, "clear_profile"],
    ],
    "moderation:report_create": lambda site: [
        ["comments", site.comment.pk],
        ["comments", site.hidden_comment.pk],
        ["topics", site.closed_topic.pk],
        ["members", site.member.pk],
    ],
    "notifications:mail_unsubscribe": lambda site: [
        [token_for(site.member, "mention")],
        [token_for(site.member, "weekly")],
        ["forged"],
    ],
    "notifications:notification_detail": lambda site: [[site.notice.pk]],
    "notifications:notification_list": lambda site: [[], ["?show=unread"]],
    "notifications:notification_read": lambda site: [[site.notice.pk]],
    "notifications:notification_read_all": lambda site: NONE,
    "notifications:preference_edit": lambda site: NONE,
    "moderation:topic_act": lambda site: [
        [site.topic.pk, act.name] for act in ACTS[Topic]
    ],
    "xray:element_list": lambda site: [[site.trace.pk], ["0123456789abcdef"]],
    "xray:query_detail": lambda site: [[site.trace.pk, 1], [site.trace.pk, 10**9]],
    "xray:recording_switch": lambda site: NONE,
    "xray:source_detail": lambda site: [
        [site.trace.pk],
        [site.trace.pk, "?template=0"],
        [site.trace.pk, "?in=project&file=apps/forum/views.py"],
    ],
    "xray:trace_compare": lambda site: [[], [f"?a={site.trace.pk}"]],
    "xray:trace_detail": lambda site: [[site.trace.pk], ["0123456789abcdef"]],
    "xray:trace_json": lambda site: [[site.trace.pk], ["0123456789abcdef"]],
    "xray:trace_keep": lambda site: [[site.trace.pk]],
    "xray:trace_list": lambda site: NONE,
    "xray:trace_otlp": lambda site: [[site.trace.pk], ["0123456789abcdef"]],
    "xray:trace_predict": lambda site: [
        [site.trace.pk],
        [site.trace.pk, "?queries=3"],
        [site.trace.pk, "?queries=many&place_view=1"],
        [site.trace.pk, "?reveal=1"],
    ],
    "xray:trace_remove": lambda site: [[site.trace.pk]],
    "xray:trace_replay": lambda site: [[site.trace.pk]],
}


def examples(name, site):
    """Give the example pages of an address, as paths with their query strings."""
    for arguments in EXAMPLES[name](site):
        query = ""
        if arguments and str(arguments[-1]).startswith("?"):
            *arguments, query = arguments
        yield reverse(name, args=arguments) + query
