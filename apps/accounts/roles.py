"""Who may do more than other members."""


def serves(user):
    """Say whether this person has a role, and may use it now.

    Everybody with a role may open the back office (is_staff). A role rests while
    its holder is blocked or has closed the account.
    """
    return user.is_staff and user.is_joined and not (user.deleted_at or user.is_blocked)


def holds(user, permission):
    """Say whether this person's role gives a permission now.

    Asking serves() first spares all other members the two queries of has_perm on
    each of their pages.
    """
    return serves(user) and user.has_perm(permission)
