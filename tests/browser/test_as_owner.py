"""Every page that the owner finds; who may do everything finds every address."""

from tests.addresses import addresses

from .walking import EveryPage

# Addresses that no link leads to: they act, or a letter leads to them.
WITHOUT_LINK = {
    "accounts:confirmation_resend",
    "accounts:email_confirm",
    "accounts:email_restore",
    "accounts:face",
    "accounts:invitation_withdraw",
    "accounts:joining_detail",
    "accounts:logout",
    "accounts:password_change_done",
    "accounts:password_reset_complete",
    "accounts:password_reset_confirm",
    "accounts:password_reset_done",
    # Buttons and forms of classes; and what only who learns in one can do.
    "course:class_board_create",
    "course:classroom_end",
    "course:classroom_join",
    "course:classroom_leave",
    "course:classroom_reopen",
    "course:code_close",
    "course:code_renew",
    "course:key_create",
    "course:key_withdraw",
    "course:learner_remove",
    "course:claim_create",  # a program sends there
    # Buttons; and what has changed in a lesson since somebody read it.
    "course:lab_hint",
    "course:lab_solution",
    "course:lesson_answer",
    "course:lesson_changes",
    "course:lesson_read",
    "forum:comment_put_back",
    "forum:comment_history",  # of a comment that was changed
    # Of those who have a draft.
    "forum:draft_delete",
    "forum:draft_list",
    "forum:name_list",  # a script asks it
    "notifications:mail_unsubscribe",
    # In a comment, and only a script asks for it.
    "forum:picture_create",
    "forum:picture_delete",  # of those who have one in no comment
    "forum:picture_file",
    # Programs find these, in the head of a page or by their names.
    "forum:board_feed",
    "forum:member_feed",
    "forum:site_feed",
    "forum:sitemap_index",
    "forum:sitemap_places",
    "forum:sitemap_topics",
    "forum:topic_feed",
    "look:favicon",
    "look:robots",
    "look:security",
    "look:healthz",
    "look:mail_detail",
    "look:mail_list",
    "look:readyz",
    "look:styleguide",
    # Buttons, and what is there only after one was pressed.
    "accounts:account_return",
    "accounts:archive_create",
    "accounts:archive_download",
    "accounts:avatar_delete",
    "accounts:session_end",
    "accounts:session_end_others",
    "forum:announcement_dismiss",
    "forum:bookmark_edit",  # of those who keep something
    "forum:comment_bookmark",
    "forum:comment_react",
    "forum:comment_solve",
    "forum:unread_clear",
    "forum:board_watch",
    "forum:topic_watch",
    "notifications:notification_read",
    "notifications:notification_read_all",
    "moderation:case_release",
    "moderation:report_create",  # for those who moderate nothing
    "xray:recording_switch",
    "xray:trace_keep",
    "xray:trace_remove",
}
GUEST_ONLY = {
    "accounts:login",
    "accounts:register",
    "accounts:password_reset",
    "course:question_create",  # who is signed in asks below the lesson itself
}


class OwnerTests(EveryPage):
    NAME = "grace"

    def test_every_address_is_linked(self, found):
        named = {address.name for address in addresses()} - WITHOUT_LINK - GUEST_ONLY
        assert named - {one.name for one in found.values()} == set()
