"""May this member do this to accounts? Views, templates and the back office ask here."""


def may_invite(user):
    """Say whether this person may let others in: the staff, and who was allowed to."""
    return user.is_joined and (
        user.is_staff or user.has_perm("accounts.add_invitation")
    )
