from .access import decides
from .models import Case

MANY = 100


def queue(request):
    """Let the menu ask how many cases wait for the reader; it asks for staff alone."""
    return {"open_cases": lambda: open_cases(request.user)}


def open_cases(user):
    """Give the number as text, at most "99+"; None for whoever decides nothing."""
    if not decides(user):
        return None
    number = Case.objects.open().open_to(user)[:MANY].count()
    return f"{MANY - 1}+" if number == MANY else str(number)
