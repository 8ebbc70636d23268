"""Who may do what: every address, opened and sent to by everybody.

The table is written by hand and compared with what happens; the rows come from the
URLconf, so a new address fails here until somebody has decided who may use it.

    page    the page is shown (sent to: with its form, because something is missing)
    goes    it is done, and another page follows
    login   the visitor is asked to sign in
    403     seen, and not allowed        404    not seen, so not there
    405     a page that takes no form    409    allowed, and too late

One word for a row is for everybody. What no row sends to takes no form (405).
"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.db import transaction
from django.forms.models import model_to_dict
from django.test import Client, TestCase
from django.urls import reverse

from apps.accounts.models import Departure, User
from apps.course.models import Classroom, Enrolment
from apps.forum.models import (
    Announcement,
    Board,
    Bookmark,
    Comment,
    Draft,
    Picture,
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
from apps.moderation.acts import ACTS, perform
from apps.moderation.models import Action, Case, Report
from apps.moderation.tests.make import make_role
from apps.notifications.letters import token_for
from apps.notifications.models import Notification, Preference
from apps.xray.models import Trace
from apps.xray.tests.make import make_kept_trace
from tests.addresses import addresses

# Who stands in which column of the table.
COLUMNS = {
    "guest": ["guest"],
    "member": ["member"],
    "author": ["author"],
    "board": ["board-moderator"],
    "other": ["other-moderator"],
    "teach": ["teacher"],
    "admin": ["administrator", "moderator"],
    # Who may not take part: blocked from writing (a moderator's role rests then),
    # about to leave, or not confirmed yet.
    "blocked": ["blocked", "resting", "closed", "newcomer"],
}
ROLES = [role for roles in COLUMNS.values() for role in roles]
# Whose board it is, and who is the site's: the only ones who see a private board.
INSIDERS = {"board-moderator", "administrator", "moderator"}
# A member's own words stay theirs, whatever becomes of the board.
OWN = {"forum:picture_file", "forum:picture_delete", "forum:draft_delete"}
TABLE = """
                                             guest  member author board  other  teach  admin  blocked
GET  accounts:account_delete                 login  page   page   page   page   page   page   page
POST accounts:account_delete                 login  page   page   page   page   page   page   page
GET  accounts:account_return                 login  405    405    405    405    405    405    405
POST accounts:account_return                 login  goes   goes   goes   goes   goes   goes   goes
GET  accounts:archive_create                 login  405    405    405    405    405    405    405
POST accounts:archive_create                 login  goes   goes   goes   goes   goes   goes   goes
GET  accounts:archive_detail                 login  page   page   page   page   page   page   page
GET  accounts:archive_download               login  404    404    404    404    404    404    404
GET  accounts:avatar_delete                  login  405    405    405    405    405    405    405
POST accounts:avatar_delete                  login  goes   goes   goes   goes   goes   goes   goes
GET  accounts:avatar_edit                    login  page   page   page   page   page   page   page
POST accounts:avatar_edit                    login  page   page   page   page   page   page   403
GET  accounts:confirmation_resend            login  405    405    405    405    405    405    405
POST accounts:confirmation_resend            login  goes   goes   goes   goes   goes   goes   goes
GET  accounts:email_confirm                  page
POST accounts:email_confirm                  page
GET  accounts:email_edit                     login  page   page   page   page   page   page   page
POST accounts:email_edit                     login  page   page   page   page   page   page   page
GET  accounts:email_restore                  page
POST accounts:email_restore                  page
GET  accounts:invitation_create              login  403    403    403    403    page   page   403
POST accounts:invitation_create              login  403    403    403    403    goes   goes   403
GET  accounts:invitation_list                login  page   page   page   page   page   page   page
GET  accounts:invitation_withdraw            login  405    405    405    405    405    405    405
POST accounts:invitation_withdraw            login  404    404    404    404    404    404    404
GET  accounts:joining_detail                 login  page   page   page   page   page   page   page
GET  accounts:session_end                    login  405    405    405    405    405    405    405
POST accounts:session_end                    login  404    404    404    404    404    404    404
GET  accounts:session_end_others             login  405    405    405    405    405    405    405
POST accounts:session_end_others             login  goes   goes   goes   goes   goes   goes   goes
GET  accounts:session_list                   login  page   page   page   page   page   page   page
GET  forum:member_list                       page
GET  accounts:face                           page
GET  accounts:login                          page   goes   goes   goes   goes   goes   goes   goes
POST accounts:login                          page   goes   goes   goes   goes   goes   goes   goes
GET  accounts:logout                         405
POST accounts:logout                         goes
GET  accounts:password_change                login  page   page   page   page   page   page   page
POST accounts:password_change                login  page   page   page   page   page   page   page
GET  accounts:password_change_done           login  page   page   page   page   page   page   page
GET  accounts:password_reset                 page
POST accounts:password_reset                 page
GET  accounts:password_reset_complete        page
GET  accounts:password_reset_confirm         page
POST accounts:password_reset_confirm         page
GET  accounts:password_reset_done            page
GET  accounts:profile_edit                   login  page   page   page   page   page   page   page
POST accounts:profile_edit                   login  page   page   page   page   page   page   page
GET  accounts:register                       page   goes   goes   goes   goes   goes   goes   goes
POST accounts:register                       page   goes   goes   goes   goes   goes   goes   goes
GET  course:claim_create                     405
POST course:claim_create                     401
GET  course:classroom_list                    login  page   page   page   page   page   page   page
GET  course:classroom_join                    login  page   page   page   page   page   page   page
POST course:classroom_join                    login  goes   goes   goes   goes   goes   goes   403
GET  course:classroom_create                  login  403    403    403    403    page   403    403
POST course:classroom_create                  login  403    403    403    403    goes   403    403
GET  course:classroom_detail                  login  404    page   404    404    page   404    404
GET  course:classroom_leave                   login  404    page   404    404    403    404    404
POST course:classroom_leave                   login  404    goes   404    404    403    404    404
GET  course:classroom_edit                    login  404    403    404    404    page   404    404
POST course:classroom_edit                    login  404    403    404    404    goes   404    404
GET  course:classroom_table                   login  404    403    404    404    page   404    404
GET  course:classroom_csv                     login  404    403    404    404    page   404    404
GET  course:statement_list                    login  404    403    404    404    page   404    404
GET  course:failure_list                      login  404    403    404    404    page   404    404
GET  course:plan_edit                         login  404    403    404    404    page   404    404
POST course:plan_edit                         login  404    403    404    404    goes   404    404
GET  course:classroom_invite                  login  404    403    404    404    page   404    404
POST course:classroom_invite                  login  404    403    404    404    goes   404    404
GET  course:learner_detail                    login  404    403    404    404    page   404    404
GET  course:class_board_create                405
POST course:class_board_create                login  404    403    404    404    goes   404    404
GET  course:code_renew                        405
POST course:code_renew                        login  404    403    404    404    goes   404    404
GET  course:code_close                        405
POST course:code_close                        login  404    403    404    404    goes   404    404
GET  course:classroom_end                     405
POST course:classroom_end                     login  404    403    404    404    goes   404    404
GET  course:classroom_reopen                  405
POST course:classroom_reopen                  login  404    403    404    404    goes   404    404
GET  course:learner_remove                    405
POST course:learner_remove                    login  404    403    404    404    goes   404    404
GET  course:file_detail                      page
GET  course:lab_detail                      page
GET  course:lab_hint                        405
POST course:lab_hint                        login  goes   goes   goes   goes   goes   goes   goes
GET  course:lab_solution                    405
POST course:lab_solution                    login  goes   goes   goes   goes   goes   goes   goes
GET  course:key_create                       405
POST course:key_create                       login  page   page   page   page   page   page   403
GET  course:key_detail                       login  page   page   page   page   page   page   page
GET  course:key_withdraw                     405
POST course:key_withdraw                     login  goes   goes   goes   goes   goes   goes   goes
GET  course:lesson_answer                    405
POST course:lesson_answer                    login  goes   goes   goes   goes   goes   goes   goes
GET  course:lesson_changes                   404
GET  course:lesson_detail                    page
GET  course:lesson_list                      page
GET  course:lesson_read                      405
POST course:lesson_read                      login  goes   goes   goes   goes   goes   goes   goes
GET  course:map_detail                       page
GET  course:question_create                 login  page   page   page   page   page   page   403
POST course:question_create                 403    goes   goes   goes   goes   goes   goes   403
GET  course:review_list                      login  page   page   page   page   page   page   page
GET  course:term_list                        page
GET  django.contrib.flatpages.views.flatpage page
POST django.contrib.flatpages.views.flatpage page
GET  forum:announcement_dismiss              405
POST forum:announcement_dismiss              login  goes   goes   goes   goes   goes   goes   goes
GET  forum:board_detail                      page
GET  forum:board_feed                      page
GET  forum:board_list                        page
GET  forum:bookmark_edit                     login  404    page   404    404    404    404    404
POST forum:bookmark_edit                     login  404    goes   404    404    404    404    404
GET  forum:bookmark_list                     login  page   page   page   page   page   page   page
GET  forum:comment_bookmark                  405
POST forum:comment_bookmark                  login  goes   goes   goes   goes   goes   goes   goes
GET  forum:comment_create                    login  page   page   page   page   page   page   403
POST forum:comment_create                    403    goes   goes   goes   goes   goes   goes   403
GET  forum:comment_delete                    login  403    page   403    403    403    403    403
POST forum:comment_delete                    403    403    goes   403    403    403    403    403
GET  forum:comment_detail                    goes
GET  forum:comment_edit                      login  403    page   403    403    403    403    403
POST forum:comment_edit                      403    403    goes   403    403    403    403    403
GET  forum:comment_history                   page
GET  forum:comment_put_back                  login  405    405    405    405    405    405    405
POST forum:comment_put_back                  login  403    goes   403    403    403    403    403
GET  forum:picture_list                      login  page   page   page   page   page   page   page
GET  forum:picture_delete                    405
POST forum:picture_delete                    login  404    goes   404    404    404    404    404
GET  forum:draft_delete                      login  404    page   404    404    404    404    404
POST forum:draft_delete                      login  404    goes   404    404    404    404    404
GET  forum:draft_list                        login  page   page   page   page   page   page   page
GET  forum:member_detail                     page
GET  forum:comment_react                     405
POST forum:comment_react                     login  goes   403    goes   goes   goes   goes   403
GET  forum:comment_solve                     405
POST forum:comment_solve                     login  403    goes   goes   403    403    goes   403
GET  forum:reaction_list                     page
GET  forum:member_feed                     page
GET  forum:name_list                         403    page   page   page   page   page   page   403
GET  forum:picture_create                  405
POST forum:picture_create                  403    400    400    400    400    400    400    403
GET  forum:picture_file                    page
GET  forum:search                            page
GET  forum:tag_detail                        page
GET  forum:tag_list                          page
GET  forum:site_feed                       page
GET  forum:sitemap_index                   page
GET  forum:sitemap_places                  page
GET  forum:sitemap_topics                  page
GET  forum:topic_create                      login  page   page   page   page   page   page   403
POST forum:topic_create                      403    goes   goes   goes   goes   goes   goes   403
GET  forum:topic_detail                      page
GET  forum:topic_edit                        login  403    page   page   403    403    page   403
POST forum:topic_edit                        403    403    goes   goes   403    403    goes   403
GET  forum:topic_feed                      page
GET  forum:topic_list                        page
GET  forum:unread_clear                      405
POST forum:unread_clear                      login  goes   goes   goes   goes   goes   goes   goes
GET  forum:unread_list                       login  page   page   page   page   page   page   page
GET  forum:unread_next                       login  goes   goes   goes   goes   goes   goes   goes
GET  home                                    page
GET  labs:grid                               page
GET  look:healthz                            page
POST look:healthz                            page
GET  look:mail_detail                        404
GET  look:mail_list                          404
GET  look:readyz                             page
POST look:readyz                             page
GET  look:shortcut_list                      page
GET  look:favicon                          goes
GET  look:robots                           page
GET  look:security                         404
GET  look:styleguide                         404
GET  look:theme_edit                         page
POST look:theme_edit                         goes
GET  forum:board_watch                       login  405    405    405    405    405    405    405
POST forum:board_watch                       login  goes   goes   goes   goes   goes   goes   goes
GET  forum:topic_watch                       login  405    405    405    405    405    405    405
POST forum:topic_watch                       login  goes   goes   goes   goes   goes   goes   goes
GET  forum:watch_list                        login  page   page   page   page   page   page   page
GET  notifications:mail_unsubscribe          page
POST notifications:mail_unsubscribe          page
GET  notifications:notification_detail       login  404    goes   404    404    404    404    404
GET  notifications:notification_list         login  page   page   page   page   page   page   page
GET  notifications:notification_read         login  405    405    405    405    405    405    405
POST notifications:notification_read         login  404    goes   404    404    404    404    404
GET  notifications:notification_read_all     login  405    405    405    405    405    405    405
POST notifications:notification_read_all     login  goes   goes   goes   goes   goes   goes   goes
GET  notifications:preference_edit           login  page   page   page   page   page   page   page
POST notifications:preference_edit           login  goes   goes   goes   goes   goes   goes   goes
GET  moderation:action_list                  page
GET  moderation:action_undo                  login  403    403    page   403    403    page   403
POST moderation:action_undo                  403    403    403    goes   403    403    goes   403
GET  moderation:case_detail                  login  404    404    page   404    404    page   404
GET  moderation:case_dismiss                 login  404    404    page   404    404    page   404
POST moderation:case_dismiss                 login  404    404    goes   404    404    goes   404
GET  moderation:case_list                    login  404    404    page   page   404    page   404
GET  moderation:case_release                 login  404    404    405    405    404    405    404
POST moderation:case_release                 login  404    404    goes   404    404    goes   404
GET  moderation:case_take                    login  404    404    page   404    404    page   404
POST moderation:case_take                    login  404    404    goes   404    404    goes   404
GET  moderation:comment_act hide             login  403    403    page   403    403    page   403
POST moderation:comment_act hide             403    403    403    goes   403    403    goes   403
GET  moderation:comment_act restore          login  403    403    page   403    403    page   403
POST moderation:comment_act restore          403    403    403    goes   403    403    goes   403
GET  moderation:comment_act hide_history     login  403    403    page   403    403    page   403
POST moderation:comment_act hide_history     403    403    403    goes   403    403    goes   403
GET  moderation:comment_act show_history     login  403    403    page   403    403    page   403
POST moderation:comment_act show_history     403    403    403    goes   403    403    goes   403
GET  moderation:member_act block             login  403    403    403    403    403    page   403
POST moderation:member_act block             403    403    403    403    403    403    goes   403
GET  moderation:member_act change_block      login  403    403    403    403    403    page   403
POST moderation:member_act change_block      403    403    403    403    403    403    goes   403
GET  moderation:member_act unblock           login  403    403    403    403    403    page   403
POST moderation:member_act unblock           403    403    403    403    403    403    goes   403
GET  moderation:member_act clear_profile     login  403    403    403    403    403    page   403
POST moderation:member_act clear_profile     403    403    403    403    403    403    goes   403
GET  moderation:report_create comments       login  page   403    page   page   page   page   403
POST moderation:report_create comments       403    goes   403    goes   goes   goes   goes   403
GET  moderation:report_create topics         login  page   403    page   page   page   page   403
POST moderation:report_create topics         403    goes   403    goes   goes   goes   goes   403
GET  moderation:report_create members        login  page   403    page   page   page   page   403
POST moderation:report_create members        403    goes   403    goes   goes   goes   goes   403
GET  moderation:topic_act close              login  403    403    page   403    403    page   403
POST moderation:topic_act close              403    403    403    goes   403    403    goes   403
GET  moderation:topic_act reopen             login  403    403    page   403    403    page   403
POST moderation:topic_act reopen             403    403    403    goes   403    403    goes   403
GET  moderation:topic_act pin                login  403    403    page   403    403    page   403
POST moderation:topic_act pin                403    403    403    goes   403    403    goes   403
GET  moderation:topic_act unpin              login  403    403    page   403    403    page   403
POST moderation:topic_act unpin              403    403    403    goes   403    403    goes   403
GET  moderation:topic_act hide               login  403    403    page   403    403    page   403
POST moderation:topic_act hide               403    403    403    goes   403    403    goes   403
GET  moderation:topic_act restore            login  404    404    page   404    404    page   404
POST moderation:topic_act restore            404    404    404    goes   404    404    goes   404
GET  moderation:topic_act move               login  403    403    page   403    403    page   403
POST moderation:topic_act move               403    403    403    goes   403    403    goes   403
GET  xray:element_list                       page
GET  xray:query_detail                       page
POST xray:query_detail                       403    403    403    page   page   page   page   403
GET  xray:recording_switch                   405
GET  xray:source_detail                      404
GET  xray:trace_compare                      404
GET  xray:trace_detail                       page
GET  xray:trace_json                         page
GET  xray:trace_keep                         405
POST xray:trace_keep                         404
GET  xray:trace_list                         404
GET  xray:trace_otlp                         page
GET  xray:trace_predict                      page
GET  xray:trace_remove                       405
POST xray:trace_remove                       403    403    403    403    403    goes   goes   403
GET  xray:trace_replay                       404
POST xray:trace_replay                       404
"""
EXCEPTIONS = {
    # It is closed already.
    ("POST", "accounts:account_delete", "closed"): "403",
    # Lessons are for who teaches, and for who looks after the site.
    ("POST", "xray:trace_remove", "moderator"): "403",
}

# What is sent, so that the other fields are no reason to refuse.
WORDS = {"usual": "", "words": "Because."}
SENT = {
    "accounts:invitation_create": {"max_uses": "1", "days": "14"},
    "accounts:login": {"username": "nobody", "password": "x"},
    "course:classroom_create": {"name": "Evening", "solutions": "tries"},
    "course:classroom_edit": {"name": "Evening", "solutions": "tries"},
    "course:classroom_invite": {"addresses": "new@example.org"},
    "course:lesson_answer": {"question": "who-decides", "given": "2"},
    "course:question_create": {"text": "Hello"},
    "forum:comment_create": {"text": "Hello"},
    "forum:comment_edit": {"text": "Hello"},
    "forum:comment_react": {"give": "thanks"},
    "forum:topic_create": {"title": "Hello", "text": "Hello"},
    "forum:topic_edit": {"title": "Hello"},
    "look:theme_edit": {"theme": "dark"},
    "moderation:case_take": {"from": ""},
    "notifications:preference_edit": dict.fromkeys(Preference.CHOICES, "now"),
    "moderation:report_create": {"why": "spam"},
}
# An act that takes back is tried on what another one was done to.
FIRST = {
    "reopen": "close",
    "unpin": "pin",
    "restore": "hide",
    "show_history": "hide_history",
    "unblock": "block",
    "change_block": "block",
}


@dataclass
class Place:
    """A board with a topic of the author's, reported and moderated."""

    board: Board
    topic: Topic
    comment: Comment
    author: User
    elsewhere: Board
    case: Case
    action: Action
    bookmark: Bookmark
    draft: Draft
    notice: Notification
    picture: Picture
    trace: Trace
    enrolment: Enrolment  # the author's, in the teacher's class

    def arguments(self, name, variant):
        """Give what an address asks for, so that it is about this place."""
        thing = {"comments": self.comment, "topics": self.topic, "members": self.author}
        noun = name.rpartition(":")[2].partition("_")[0]
        numbered = {"topic": self.topic, "comment": self.comment, "case": self.case}
        numbered |= {"member": self.author, "action": self.action}
        numbered |= {"bookmark": self.bookmark}
        numbered |= {"draft": self.draft}
        if name in OF_CLASSES:
            room = self.enrolment.classroom_id
            return [room, self.enrolment.pk] if "learner_" in name else [room]
        given = {
            "accounts:email_confirm": ["1.forged.link"],
            "accounts:email_restore": ["1.forged.link"],
            "accounts:face": ["0123456789ab"],
            "accounts:invitation_withdraw": [1],
            "accounts:password_reset_confirm": ["MQ", "set-password"],
            "accounts:session_end": ["0123456789abcdef"],
            "course:file_detail": ["myweb/wsgi.py"],
            "course:lab_detail": ["tcp"],
            "course:lab_hint": ["tcp"],
            "course:lab_solution": ["tcp"],
            "course:lesson_answer": ["journey"],
            "course:lesson_changes": ["journey", "0123abcd4567"],
            "course:lesson_detail": ["journey"],
            "course:lesson_read": ["journey"],
            "course:question_create": ["journey"],
            "django.contrib.flatpages.views.flatpage": ["rules/"],
            "forum:announcement_dismiss": [Announcement.objects.get().pk],
            "forum:board_detail": [self.board.slug],
            "forum:board_feed": [self.board.slug],
            "forum:comment_create": [self.topic.pk],
            "forum:member_detail": [self.author.username],
            "forum:reaction_list": [self.comment.pk],
            "forum:tag_detail": ["wsgi"],
            "forum:member_feed": [self.author.username],
            "forum:picture_delete": [self.picture.pk],
            "forum:picture_file": [self.picture.name],
            "forum:sitemap_topics": [0],
            "forum:topic_create": [self.board.slug],
            "forum:board_watch": [self.board.slug],
            "look:mail_detail": ["no-such-letter"],
            "notifications:mail_unsubscribe": [token_for(self.author, "mention")],
            "notifications:notification_detail": [self.notice.pk],
            "notifications:notification_read": [self.notice.pk],
        }
        if name.startswith("xray:") and not name.endswith(
            ("_list", "_switch", "_compare")
        ):
            return [self.trace.pk, *([1] if "query" in name else [])]
        if name == "xray:element_list":
            return [self.trace.pk]
        if name in given:
            return given[name]
        if name == "moderation:report_create":
            return [variant, thing[variant].pk]
        lists = {
            "topic_list",
            "case_list",
            "action_list",
            "member_list",
            "name_list",
            "draft_list",
            "picture_list",
            "bookmark_list",
        }
        if noun not in numbered or name.rpartition(":")[2] in lists:
            return []
        return [numbered[noun].pk, *([variant] if variant else [])]

    def prepare(self, name, variant, owner):
        """Do first what an act that takes back needs."""
        if variant.endswith("_history"):
            Comment.objects.get(pk=self.comment.pk).edit("Otherwise.")
        if variant in FIRST:
            nouns = {"topic": self.topic, "comment": self.comment}
            thing = nouns.get(name.split(":")[1].split("_")[0], self.author)
            perform(FIRST[variant], thing, owner, "First.")

        if name == "forum:comment_put_back":
            Comment.objects.get(pk=self.comment.pk).retract()

    def sent(self, name, variant):
        known = {"board": self.elsewhere.pk, "kind": "write", "length": "3"}
        key = {"form_key": str(uuid.uuid4())}
        if name == "course:classroom_join":
            return {"code": self.enrolment.classroom.code}
        return key | (WORDS | known if variant in ACTED else {}) | SENT.get(name, WORDS)


OF_CLASSES = {
    address.name for address in addresses() if "/classes/<int:pk>/" in address.route
}
ACTED = {act.name for acts in ACTS.values() for act in acts}
KINDS = {"comment_act": Comment, "topic_act": Topic, "member_act": User}
THINGS = ["comments", "topics", "members"]


def doors():
    """Give every address by its name, and each act of those that do several things."""
    for address in addresses():
        kind = KINDS.get(address.view.__name__)
        variants = [act.name for act in ACTS[kind]] if kind else [""]
        if "<things:" in address.route:
            variants = THINGS
        yield from ((address.name, variant) for variant in variants)


def table():
    """Read the table: what happens to each role, by method, name and variant."""
    rows = {}
    head, *lines = TABLE.strip().splitlines()
    for line in lines:
        method, name, *rest = line.split()
        variant = rest.pop(0) if rest[0] in ACTED.union(THINGS) else ""
        words = rest * len(COLUMNS) if len(rest) == 1 else rest
        found = dict(zip(head.split(), words, strict=True))
        rows[method, name, variant] = {
            role: EXCEPTIONS.get((method, name, role), word)
            for column, word in found.items()
            for role in COLUMNS[column]
        }
    return rows


def test_every_address_has_its_row():
    """Whoever adds an address decides here who may open it."""
    rows = table()
    opened = {(name, variant) for method, name, variant in rows if method == "GET"}
    assert opened == set(doors())
    assert all(list(row) == ROLES for row in rows.values())


class MatrixTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = make_user("grace", is_staff=True, is_superuser=True)
        author = make_user("author", bio="I teach.")
        # Kept for a lesson, and about no board.
        cls.trace = make_kept_trace()
        teacher = make_user("teacher", is_staff=True)
        teacher.groups.add(make_role("Teachers"))
        room = Classroom.objects.create(teacher=teacher, name="Evening")
        cls.enrolment = room.admit(author)
        cls.open = cls.make_place(author)
        cls.private = cls.make_place(author, access=Board.Access.GROUPS)
        people = {"author": author, "member": make_user("member"), "teacher": teacher}
        for name in "board-moderator", "other-moderator", "administrator":
            people[name] = make_user(name, is_staff=True)
        cls.open.board.moderators.add(people["board-moderator"])
        cls.private.board.moderators.add(people["board-moderator"])
        cls.open.elsewhere.moderators.add(people["other-moderator"])
        people["administrator"].groups.add(make_role("Administrators"))
        block = {"block": "write", "block_reason": "Spam."}
        people["blocked"] = make_user("blocked", **block)
        # A role rests while whoever has it is blocked.
        for name, fields in {"moderator": {}, "resting": block}.items():
            people[name] = make_user(name, is_staff=True, **fields)
            people[name].groups.add(make_role("Moderators"))
        people["closed"] = make_user("closed")
        Departure.objects.begin(people["closed"], Departure.Content.STAYS)
        people["newcomer"] = make_user("newcomer", confirmed_at=None)
        cls.people = people
        Tag.objects.create(name="WSGI")
        Announcement.objects.create(text="We move on Sunday.")
        # A migration makes it; a test of transactions may have emptied the tables.
        rules, _ = FlatPage.objects.get_or_create(url="/rules/")
        rules.sites.add(settings.SITE_ID)

    @classmethod
    def make_place(cls, author, **fields):
        board = make_board(takes_questions=True, **fields)
        topic = make_topic_with(2, author=author, board=board)
        another = make_topic(author=author, board=board)
        comment = topic.comments.get(number=2)
        picture = make_picture(author)
        comment.edit(picture.as_markdown("A square"))
        return Place(
            board=board,
            topic=topic,
            comment=comment,
            author=author,
            elsewhere=make_board(),
            case=Case.objects.report(comment, make_user(), "spam").case,
            action=perform("pin", another, cls.owner, "Worth reading first."),
            bookmark=author.bookmarks.create(comment=comment),
            picture=picture,
            draft=Draft.objects.keep(author, topic, text="To be answered."),
            notice=Notification.objects.tell(
                "comment", comment.pk, {author.pk: "reply"}, cls.owner
            )[0],
            trace=cls.trace,
            enrolment=cls.enrolment,
        )

    def setUp(self):
        self.clients = {role: Client() for role in ROLES}
        for each, person in self.people.items():
            self.clients[each].force_login(person)

    def state(self, place):
        """Give what nobody may change who is refused."""
        rows = [place.board, place.topic, place.comment, place.author, place.case]
        counts = [
            m.objects.count() for m in (User, Topic, Comment, Draft, Action, Report)
        ]
        return [model_to_dict(type(row).objects.get(pk=row.pk)) for row in rows], counts

    def outcome(self, role, method, place, name, variant):
        """Try, forget what it did, and say what happened in a word of the table."""
        client = self.clients[role]
        cookies, savepoint = client.cookies.copy(), transaction.savepoint()
        place.prepare(name, variant, self.owner)
        path = reverse(name, args=place.arguments(name, variant))
        before = self.state(place)
        if method == "GET":
            word = word_for(client.get(path))
        else:
            word = word_for(client.post(path, place.sent(name, variant)))
        if method == "GET" or word != "goes":
            self.assertEqual(
                self.state(place), before, "refused, and done all the same"
            )
        transaction.savepoint_rollback(savepoint)
        client.cookies = cookies
        return word

    def test_everybody_may_do_what_the_table_says(self):
        for (method, name, variant), expected in table().items():
            for role, word in expected.items():
                with self.subTest(method=method, page=name, act=variant, role=role):
                    found = self.outcome(role, method, self.open, name, variant)
                    self.assertEqual(found, word)

    def test_what_has_no_row_takes_no_form(self):
        sent_to = {key[1:] for key in table() if key[0] == "POST"}
        for name, variant in set(doors()) - sent_to:
            with self.subTest(page=name):
                word = self.outcome("administrator", "POST", self.open, name, variant)
                self.assertIn(word, {"404", "405"})

    def test_private_place_is_there_for_its_own_alone(self):
        for name, variant in doors():
            arguments = self.private.arguments(name, variant)
            if arguments == self.open.arguments(name, variant):
                continue  # not about a board
            if name in OWN:
                continue
            for role in set(ROLES) - INSIDERS:
                for method in "GET", "POST":
                    with self.subTest(page=name, act=variant, role=role, method=method):
                        word = self.outcome(role, method, self.private, name, variant)
                        self.assertIn(word, {"404", "405", "login"})


def word_for(response):
    if response.status_code == 302:
        is_login = response["Location"].startswith(reverse("accounts:login"))
        return "login" if is_login else "goes"
    return "page" if response.status_code == 200 else str(response.status_code)
