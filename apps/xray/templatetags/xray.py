"""How X-ray's pages write times, sizes and the letters of the roles."""

from django import template
from django.utils.html import format_html

from ..stations import ROLES

register = template.Library()


@register.filter
def ms(microseconds):
    """Write a length of time in milliseconds; very short ones in microseconds."""
    if microseconds is None:
        return "not known"
    if abs(microseconds) < 100:
        return f"{microseconds} µs"
    value = microseconds / 1000
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} ms"


@register.filter
def about_ms(microseconds):
    """Write a time that was read from a clock of whole milliseconds: nginx's."""
    whole = round(microseconds / 1000)
    return f"about {whole} ms" if whole else "under 1 ms"


@register.filter
def tick(microseconds):
    """Write a moment of the scale: short, and without needless zeros."""
    return f"{microseconds / 1000:g} ms" if microseconds else "0"


@register.filter
def size(number):
    """Write a number of bytes."""
    if number is None:
        return "not known"
    if number < 10_000:
        return f"{number} byte{'' if number == 1 else 's'}"
    return f"{number / 1024:.1f} KiB"


@register.filter
def depth(number):
    """Give how far to indent: deeper than eight looks like eight."""
    return min(number, 8)


@register.simple_tag
def role(letter):
    """Show the letter of a role in its colour; read out as its name."""
    if letter not in ROLES:
        return ""
    return format_html(
        '<abbr class="role role--{}" title="{}">{}</abbr>',
        letter.lower(),
        ROLES[letter],
        letter,
    )
