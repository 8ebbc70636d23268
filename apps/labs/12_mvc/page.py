"""The template, by hand: how the guestbook looks. It decides nothing else.

templates/page.html is the same for Jinja2, templates/page_django.html for Django.
"""

from html import escape

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Guestbook, by {way}</title>
<h1>Guestbook</h1>
<p>This page was made by {way}. <a href="../">All five</a></p>
{error}
<form method="post">
  <p><label>Name <input name="name" value="{name}" maxlength="40"></label>
  <p><label>Words <textarea name="words" maxlength="500">
{words}</textarea></label>
  <p><button>Sign</button>
</form>
<dl>
{entries}
</dl>
</html>
"""


def page(way, entries, error="", name="", words=""):
    """Give the page as text; the last three are for a form that was refused."""
    # Whatever people wrote is escaped here, one by one: nobody does it for us.
    rows = [f"<dt>{escape(who)}</dt>\n<dd>{escape(said)}</dd>" for who, said in entries]
    return PAGE.format(
        way=way,
        error=f'<p role="alert">{escape(error)}</p>' if error else "",
        name=escape(name),
        words=escape(words),
        entries="\n".join(rows),
    )
