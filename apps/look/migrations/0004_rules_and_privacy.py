"""Pages that the footer leads to, for the owner to rewrite in the back office."""

from django.conf import settings
from django.contrib.sites.management import create_default_site
from django.db import migrations

RULES = """\
This place lives on questions that are asked and answers that are given gladly.

- **Be kind.** Behind each name is a person, perhaps on their first day.
- **Say what you tried.** A question with the command, the code and the whole error
  message gets a better answer than one with “it does not work”.
- **Say how you know.** “I measured it”, “the manual says so” and “I guess” are all
  fine; they are not the same.
- **No advertising**, no insults, nothing that harms others or breaks the law.
- **Post what is yours to post.** Quote others, name the source, keep secrets secret:
  look for passwords and keys in what you paste.

Moderators hide what breaks these rules, and say why. Whoever does it again and again
loses the right to write for a while.
"""

PRIVACY = """\
What this site keeps about you, and why.

- **Reading without an account** sets no cookie. If you choose light or dark, your
  browser keeps that choice in a cookie named `theme`.
- **Forms** set a cookie named `csrftoken`. It lets the site tell your forms from those
  that somebody else made in your name.
- **With an account** the site keeps what you give it: a name, an e-mail address, a
  password (as a hash that cannot be turned back), your profile and what you write. The
  cookie `sessionid` keeps you signed in; the cookie `known` goes to the page of signing
  in only, so that you still get in while others try passwords. Others see your name,
  your profile and your texts, not your address: that only the administrators of the
  site can look up, to answer and to help.
- **Where you are signed in** is listed for you, and for you alone: the kind of browser,
  a part of the address and the hour when it was last seen. Signing out takes it away.
- **How far you have read** in each topic is kept for two months, so that you see what
  is new, and your bookmarks until you remove them: for you alone. Everybody sees who
  reacted to a comment.
- **Drafts**: what you begin to write is kept here while you write it, so that nothing is
  lost. Only you see it, in the list of your drafts. It goes when you send it or delete
  it, or when you do not touch it for three months. While there is no connection, your
  own browser keeps it.
- **Pictures** in your comments are drawn anew: where and when a photo was taken is not
  kept. Who may not read the comment cannot fetch them. One that none of your comments
  shows any more goes after some days.
- **Changes**: when you change a comment, whoever may read it can read what it was before.
  When you take it back, only you and the moderators can. When you delete your account,
  all that your comments were before is gone.
- **Your own data** are yours: your profile has a page to fetch all of it as one file,
  and one to delete the account. Within a week you can come back; after that your
  profile, address and picture are gone, and your words too if you chose so. What stays
  are reports, and the lines in the moderators' log: who did what, when and why. Where
  your name stood, “deleted member” stands then.
- **With each comment** the site keeps for 30 days the network address that it came
  from. Moderators of the whole site see it, to tell one flood of advertising from
  another; then it is erased.
- **What concerns you** (who mentions or answers you, what is new where you watch, what
  moderators decide) is kept for your page of notices, for 60 days after you have read
  it. What you watch or mute, nobody else sees.
- **E-mail** is sent for what you ask for, such as a new password, and for notices as you
  choose: at once, once a week, or not at all. Each such letter has a link that ends it.
  Nothing in a letter tells us whether you have opened it.
- **Wrong passwords** are counted for a quarter of an hour: the name that was tried, and
  the network that it came from.
- **The server's log** keeps addresses and times of requests for a while, to find errors
  and attacks.
- **To keep floods out**, the site counts how often somebody writes, searches or signs
  in. Who it was stands there as a code that only this server can make, and is
  forgotten within an hour.
- **Nobody else** is told: there are no advertisements, no counters and nothing loaded
  from other sites.
"""

PAGES = {"/rules/": ("Rules", RULES), "/privacy/": ("Privacy", PRIVACY)}


def write(apps, schema_editor):
    """Write both pages, unless the owner has pages at these addresses."""
    using = schema_editor.connection.alias
    create_default_site(None, verbosity=0, using=using, apps=apps)
    site = apps.get_model("sites", "Site").objects.using(using).get(pk=settings.SITE_ID)
    pages = apps.get_model("flatpages", "FlatPage").objects.using(using)
    for url, (title, content) in PAGES.items():
        page, _ = pages.get_or_create(
            url=url, defaults={"title": title, "content": content}
        )
        page.sites.add(site)


class Migration(migrations.Migration):
    dependencies = [
        ("look", "0003_identity"),
        ("sites", "0002_alter_domain_unique"),
        ("flatpages", "0001_initial"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
