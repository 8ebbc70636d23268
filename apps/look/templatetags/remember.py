"""`{% remember … %}`: a part of a page that is rendered once and then kept."""

from django import template
from django.utils.timezone import get_current_timezone_name, localdate

register = template.Library()

MOST = 2_000  # parts that one place in a template keeps: a few megabytes


@register.tag
def remember(parser, token):
    """Keep what stands inside for as long as all that it shows stays the same.

        {% remember row.shown tag %} … {% endremember %}

    The values name everything that the part shows, so nothing ever has to be
    thrown away because it has changed: what has changed has another name. They are
    cheap to compare; rendering a row of twenty variables is not. A CSRF token is of
    one session: no form with one stands inside, only buttons of a form outside.
    """
    _, *names = token.split_contents()
    if not names:
        raise template.TemplateSyntaxError("Write {% remember value … %}.")
    inside = parser.parse(["endremember"])
    parser.delete_first_token()
    return Remember([parser.compile_filter(name) for name in names], inside)


class Remember(template.Node):
    """Each process keeps its own parts, in the template that it has compiled."""

    def __init__(self, names, nodelist):
        self.names = names
        self.nodelist = nodelist
        self.kept = {}

    def render(self, context):
        # A date reads "today" today, and another hour elsewhere.
        when_and_where = localdate(), get_current_timezone_name()
        key = (*(name.resolve(context) for name in self.names), *when_and_where)
        part = self.kept.get(key)
        if part is None:
            part = self.nodelist.render(context)
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[key] = part
        return part
