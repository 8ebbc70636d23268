"""May this member do this to accounts? Views, templates and the back office ask here."""

from .roles import holds


def may_see_addresses(user):
    """Say whether this person reads members' e-mail addresses: administrators, owners."""
    return holds(user, "accounts.change_user")


def found_by(user, members, beginning):
    """Keep whom this person finds by how a name begins; or an address, who may see it."""
    if may_see_addresses(user):
        return members.called(beginning)
    return members.named(beginning)


def why_not_present(user):
    """Say why this person may not change now what others read and see of them.

    Who is not a member yet may get ready: nobody sees it before they are.
    """
    if user.deleted_at:
        return "Your account is closed. Open it again to change your profile."
    return user.why_blocked


def why_not_upload(user):
    """Say why this person may not choose a picture now."""
    if user.confirmed_at is None:
        return "Confirm your e-mail address before you choose a picture."
    return why_not_present(user)


def may_invite(user):
    """Say whether this person may let others in: by a role, or allowed one by one."""
    is_free = user.is_joined and not user.deleted_at and not user.is_blocked
    return is_free and user.has_perm("accounts.add_invitation")


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
