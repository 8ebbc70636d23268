import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.moderation.models import Action, Case

from .make import make_topic, make_user

BEFORE = [("moderation", "0002_roles")]


@pytest.mark.django_db(transaction=True)
def test_old_rows_learn_whose_thing_it_was_and_where():
    topic, moderator = make_topic(), make_user()
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    apps = executor.loader.project_state(BEFORE).apps
    board = apps.get_model("forum", "Board").objects.create(
        name="Before", slug="before"
    )
    things = [
        {"comment_id": topic.comments.get().pk},
        {"topic_id": topic.pk, "before": {"board_id": board.pk}},
        {"member_id": topic.author.pk},
    ]
    for fields in things:
        action = apps.get_model("moderation", "Action")
        action.objects.create(actor_id=moderator.pk, act="hide", **fields)
        fields.pop("before", None)
        apps.get_model("moderation", "Case").objects.create(**fields)
    call_command("migrate", verbosity=0)
    assert {row.person for row in [*Action.objects.all(), *Case.objects.all()]} == {
        topic.author
    }
    boards = [action.board_id for action in Action.objects.order_by("id")]
    assert boards == [topic.board_id, board.pk, None]
