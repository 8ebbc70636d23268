from django import template

register = template.Library()


@register.filter
def at(rows, key):
    """Give the row with this id: `{{ boards|at:action.moved_to_id }}`."""
    return rows.get(key) if rows else None
