"""What comments and members would know, had they always kept it."""

from django.db import migrations
from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

BITE = 10_000


def fill_links(apps, schema_editor):
    comments = apps.get_model("forum", "Comment").objects
    for bite in bites(comments):
        bite.filter(html__contains="<a href=").update(has_links=True)


def count_comments(apps, schema_editor):
    comments = apps.get_model("forum", "Comment").objects
    members = apps.get_model("accounts", "User").objects
    own = comments.filter(state="published", author=OuterRef("pk")).order_by()
    number = own.values("author").annotate(n=Count("pk")).values("n")
    for bite in bites(members):
        bite.update(comment_count=Coalesce(Subquery(number), 0))


def bites(rows):
    """Give some rows at a time, each its own transaction: nobody waits long for one."""
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["last"] is not None:
        for first in range(ends["first"], ends["last"] + 1, BITE):
            yield rows.filter(pk__gte=first, pk__lt=first + BITE)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("forum", "0007_links_and_addresses"),
        ("accounts", "0014_member_counts_and_indexes"),
    ]
    operations = [
        migrations.RunPython(fill_links, migrations.RunPython.noop),
        migrations.RunPython(count_comments, migrations.RunPython.noop),
    ]
