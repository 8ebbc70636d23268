"""What templates of every app may use: `{% when %}`, `{% role %}`, `{% breadcrumbs %}`."""

from datetime import timedelta

from django import template
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone, now

from .. import markup

register = template.Library()

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ROLES = {
    "M": "Model",
    "V": "View",
    "T": "Template",
    "F": "Framework",
    "S": "Server",
}


@register.tag
def when(parser, token):
    """Show a moment as a person says it: `{% when comment.created_at %}`."""
    try:
        _, moment = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("Write {% when moment %}.") from None
    return When(parser.compile_filter(moment))


class When(template.Node):
    """A `<time>` element, made with no machinery for languages.

    A page shows forty of these. Django's localized dates cost 31 µs each; this
    costs about 8. It writes digits and its own month names, so there is
    nothing to escape.
    """

    def __init__(self, moment):
        self.moment = moment

    def render(self, context):
        moment = self.moment.resolve(context)
        if not moment:
            return ""
        zone = get_current_timezone()
        here, today = moment.astimezone(zone), now().astimezone(zone)
        clock = f"{here.hour:02}:{here.minute:02}"
        day = f"{here.day} {MONTHS[here.month - 1]}"
        return (
            f'<time datetime="{moment.isoformat(timespec="seconds")}" '
            f'title="{day} {here.year}, {clock} {here.tzname()}">'
            f"{in_words(here, today, day, clock)}</time>"
        )


def in_words(here, today, day, clock):
    """Say less the closer it is: the clock today, the day this year."""
    if here.date() == today.date():
        return f"{clock} today"
    if here.date() == today.date() - timedelta(days=1):
        return f"{clock} yesterday"
    return day if here.year == today.year else f"{day} {here.year}"


@register.filter
def markdown(text, top=3):
    """Show a text that is kept as Markdown alone; pages are better served by HTML
    that was made when the text was saved. `top` is the level of its headings."""
    return markup.stored(markup.render(text, top))


@register.simple_tag
def role(letter):
    """Show a role's letter in its colour: M, V, T, F or S."""
    return format_html(
        '<abbr class="role role--{}" title="{}">{}</abbr>',
        letter.lower(),
        ROLES[letter],
        letter,
    )


@register.inclusion_tag("look/_breadcrumbs.html")
def breadcrumbs(*parts):
    """Show the way to this page: `{% breadcrumbs address name address name … %}`."""
    return {"steps": list(zip(parts[::2], parts[1::2], strict=True))}
