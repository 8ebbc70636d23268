"""The log, the cases and their reports, to look at and to search; never to change."""

from django.contrib import admin
from django.db.models import Q

from apps.accounts.access import found_by
from apps.accounts.models import User
from apps.look.admin import ReadOnlyAdmin

from ..models import Action, Case, Report


class MemberSearchAdmin(ReadOnlyAdmin):
    """Rows about members, found by the beginning of a name; the newest first."""

    ordering = ["-id"]
    sortable_by = []
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    search_help_text = "The beginning of a member's username; administrators find e-mail addresses, too."
    members = ["person"]
    # The fields make Django show the box; get_search_results does the search.
    search_fields = ["id"]

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        found = found_by(request.user, User.objects.all(), search_term).values("pk")
        condition = Q()
        for member in self.members:
            condition |= Q((f"{member}__in", found))
        return queryset.filter(condition), False


@admin.register(Action)
class ActionAdmin(MemberSearchAdmin):
    list_display = ["at", "actor", "act", "what", "person", "reason", "is_undone"]
    list_filter = ["act", "board", "at"]
    list_select_related = ["actor", "person", "topic", "comment__topic", "undone"]
    members = ["actor", "person"]

    @admin.display
    def what(self, action):
        return str(action.comment or action.topic or "member")

    @admin.display(boolean=True, description="undone")
    def is_undone(self, action):
        return action.is_undone


@admin.register(Case)
class CaseAdmin(MemberSearchAdmin):
    list_display = ["id", "what", "person", "report_count", "opened_at", "taken_by"]
    list_display += ["decided_at", "decided_by", "decision"]
    list_filter = [("decided_at", admin.EmptyFieldListFilter), "opened_at"]
    list_select_related = ["person", "topic", "comment__topic", "taken_by"]
    list_select_related += ["decided_by"]
    members = ["person", "taken_by", "decided_by"]

    def get_queryset(self, request):
        # Nobody reads here, either, who has reported them.
        return super().get_queryset(request).exclude(person=request.user)

    @admin.display
    def what(self, case):
        return str(case.comment or case.topic or "member")


@admin.register(Report)
class ReportAdmin(MemberSearchAdmin):
    list_display = ["id", "why", "text", "reporter", "person", "case", "at"]
    list_filter = ["why", "at"]
    list_select_related = ["reporter", "case__person", "case__topic"]
    list_select_related += ["case__comment__topic", "case__member"]
    members = ["reporter", "case__person"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(case__person=request.user)

    @admin.display(ordering="case__person")
    def person(self, report):
        return report.case.person
