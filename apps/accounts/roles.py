"""Who may do more than other members."""


def holds(user, permission):
    """Say whether this person's role gives a permission.

    Everybody with a role may open the back office (is_staff). Asking that first
    spares all other members the two queries of has_perm on each of their pages.
    """
    return user.is_staff and user.has_perm(permission)
