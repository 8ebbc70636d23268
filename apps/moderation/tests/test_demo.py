import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.forum.models import Comment, State, Topic
from apps.moderation.acts import undo
from apps.moderation.models import Action, Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    call_command("load_demo", password="seven-tomato-plants", verbosity=0)


class DemoTests:
    def test_everything_hidden_has_its_line_and_its_reason(self, demo):
        for model in Topic, Comment:
            for thing in model.objects.filter(state=State.HIDDEN):
                assert Action.objects.on(thing).get(act="hide").reason == thing.reason
        assert not Topic.objects.filter(is_closed=True, close_reason="").exists()

    def test_it_can_be_undone(self, demo):
        grace = User.objects.get(username="grace")
        for action in Action.objects.all():
            undo(action, grace, "To see how it was.")
        assert not Topic.objects.filter(is_closed=True).exists()
        assert not Comment.objects.filter(state=State.HIDDEN).exists()

    def test_twice_is_harmless(self, demo):
        before = Action.objects.count(), Case.objects.count()
        call_command("load_demo", password="seven-tomato-plants", verbosity=0)
        assert (Action.objects.count(), Case.objects.count()) == before
        assert before[0] > 8
        assert before[1] == 2
