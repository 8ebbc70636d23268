import pytest
from django.urls import reverse

from apps.moderation.acts import perform
from apps.moderation.models import Action

from .make import make_moderator, make_report, make_topic, make_user

pytestmark = pytest.mark.django_db
MODELS = ["action", "case", "report"]


@pytest.fixture
def owner():
    return make_user("grace", is_staff=True, is_superuser=True)


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def page(model, name="changelist", *arguments):
    return reverse(f"admin:moderation_{model}_{name}", args=arguments)


class ReadOnlyTests:
    @pytest.mark.parametrize("model", MODELS)
    def test_list_and_row_are_shown(self, as_owner, model):
        case = make_report(make_topic(title="A title"), text="Look.")
        action = perform("close", case.topic, make_moderator("ada"), "Too long.")
        row = {"action": action, "case": case, "report": case.reports.get()}[model]
        assert as_owner.get(page(model)).status_code == 200
        assert as_owner.get(page(model, "change", row.pk)).status_code == 200

    @pytest.mark.parametrize("model", MODELS)
    def test_nothing_is_added_changed_or_taken_out(self, as_owner, model):
        case = make_report(make_topic())
        action = perform("close", case.topic, make_moderator("ada"), "Too long.")
        row = {"action": action, "case": case, "report": case.reports.get()}[model]
        assert as_owner.get(page(model, "add")).status_code == 403
        assert as_owner.post(page(model, "add"), {}).status_code == 403
        for name in "change", "delete":
            answer = as_owner.post(page(model, name, row.pk), {"post": "yes"})
            assert answer.status_code == 403
        as_owner.post(
            page(model),
            {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
        )
        assert type(row).objects.filter(pk=row.pk).exists()

    def test_moderators_look_and_members_do_not(self, client):
        client.force_login(make_moderator())
        for model in MODELS:
            assert client.get(page(model)).status_code == 200
        client.force_login(make_user())
        assert client.get(page("action")).status_code == 302


class SearchTests:
    @pytest.mark.parametrize("model", MODELS)
    def test_found_by_beginning_of_name(self, as_owner, model):
        for name in "lin", "kofi":
            topic = make_topic(author=make_user(name))
            make_report(topic)
            perform("close", topic, make_moderator(), f"Closed for {name}.")
        found = as_owner.get(page(model), {"q": "Li"}).context["cl"].result_list
        assert len(found) == 1

    def test_filters(self, as_owner):
        topic = make_topic()
        perform("pin", topic, make_moderator(), "Worth it.")
        perform("close", topic, make_moderator(), "Too long.")
        found = as_owner.get(page("action"), {"act__exact": "pin"}).context["cl"]
        assert list(found.result_list) == [Action.objects.get(act="pin")]

    @pytest.mark.parametrize("model", MODELS)
    def test_queries_do_not_grow(self, as_owner, model, django_assert_max_num_queries):
        for _ in range(8):
            topic = make_topic()
            make_report(topic.comments.get())
            perform("pin", topic, make_moderator(), "Worth it.")
            make_report(make_user())
        with django_assert_max_num_queries(9):
            as_owner.get(page(model))


class OwnCaseTests:
    def test_nobody_reads_who_has_reported_them(self, as_owner, owner):
        case = make_report(make_topic(author=owner), make_user("whistler"))
        assert "whistler" not in as_owner.get(page("report")).text
        for model, row in [("case", case), ("report", case.reports.get())]:
            assert as_owner.get(page(model, "change", row.pk)).status_code == 302


@pytest.mark.parametrize(
    ("role", "announces"), [("Moderators", 403), ("Administrators", 200)]
)
def test_who_makes_tags_and_who_announces(client, role, announces):
    client.force_login(make_moderator(name=role))
    assert client.get("/admin/forum/tag/add/").status_code == 200
    response = client.get("/admin/forum/announcement/add/")
    assert response.status_code == announces
