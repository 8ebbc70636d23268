"""May this member do this to accounts? Views, templates and the back office ask here."""

from .roles import holds, serves


def may_invite(user):
    """Say whether this person may let others in: the staff, and who was allowed to."""
    if user.is_staff:
        return serves(user)
    may = user.is_joined and not (user.deleted_at or user.is_blocked)
    return may and user.has_perm("accounts.add_invitation")


def why_not_block(user, member):
    """Say why this person may not block this member; "" when they may."""
    if not user.is_authenticated:
        return "Sign in as a moderator."
    if not holds(user, "accounts.block_member"):
        refusal = "Only moderators of the whole site can block members."
        return user.why_blocked or refusal
    if member.pk == user.pk:
        return "You cannot block yourself."
    if member.is_staff and not user.is_superuser:
        return "Only the owner can block a member who has a role."
    return ""
