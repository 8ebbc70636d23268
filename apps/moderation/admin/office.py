"""The lists of the back office: conditions above, rows below, acts on them."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.template.response import TemplateResponse
from django.urls import reverse

from apps.accounts.roles import holds
from apps.forum.forms import CleanWords
from apps.look.admin import count_up_to
from apps.look.paging import keyset_page
from apps.look.patience import TookTooLong, patience

from .. import acts
from ..access import decides
from ..bulk import LIMIT, LONG, RELATED
from ..conditions import KINDS, SECONDS, TOO_LONG
from ..models import SavedSearch

ROWS = 50


class Office(admin.ModelAdmin):
    """A list that stays quick at a million rows, searched by many conditions."""

    kind = None
    show_full_result_count = False

    class Media:
        css = {"all": ["css/office.css"]}

    def has_add_permission(self, request):
        # They begin in the forum, with all that belongs to them.
        return False

    def has_delete_permission(self, request, obj=None):
        # They are hidden, not erased: numbers and links stay true.
        return False

    def changelist_view(self, request, extra_context=None):
        """Show the conditions, what they find, and what can be done with it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        kind = KINDS[self.kind]
        form = kind.form(request.GET, user=request.user)
        page, count = self.find(request, kind, form)
        context = {
            **self.admin_site.each_context(request),
            "title": kind.plural.capitalize(),
            "opts": self.opts,
            "media": self.media,
            "kind": kind,
            "form": form,
            "query": form.query(),
            "save": urlencode({"of": kind.name, "conditions": form.query()}),
            "page": page,
            "count": count,
            "acts": self.acts(request),
            "is_ticked": "tick" in request.GET,
            "searches": self.searches(request),
            "change_address": f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
            "back": urlencode({"_changelist_filters": form.query()}),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/moderation/office.html", context)

    def find(self, request, kind, form):
        """Give a page of rows and their number; neither when it cannot be asked."""
        if not form.is_valid():
            return None, None
        things = form.narrow(self.get_queryset(request))
        params = request.GET.copy()
        params.pop("tick", None)
        try:
            with patience(SECONDS):
                page = self.cut(kind, things, params)
                self.count_reports(form, page.rows)
                return page, count_up_to(LIMIT, things.order_by(*kind.order))
        except TookTooLong:
            form.add_error(None, TOO_LONG)
            return None, None

    def cut(self, kind, things, params):
        """Find the page by what orders it, and only then read its rows.

        Where the database must sort what it has found, it sorts little.
        """
        keys = things.only(*(name.removeprefix("-") for name in kind.order))
        page = keyset_page(keys, params, fields=kind.order, size=ROWS)
        rows = kind.model.objects.filter(pk__in=[row.pk for row in page.rows])
        rows = rows.select_related(*RELATED[kind.name]).order_by(*kind.order)
        return replace(page, rows=list(rows.defer(*set(LONG[kind.name]) - {"text"})))

    def count_reports(self, form, rows):
        """Give each row how often it was reported."""
        cases = form.cases().filter(thing__in=[row.pk for row in rows])
        sums = cases.values("thing").annotate(reports=Sum("report_count"))
        numbers = dict(sums.values_list("thing", "reports"))
        for row in rows:
            row.report_count = numbers.get(row.pk, 0)

    def acts(self, request):
        """Give the acts that this person's role knows on such things."""
        return acts.ACTS[self.model]

    def searches(self, request):
        shown = SavedSearch.objects.shown_to(
            request.user, with_addresses=holds(request.user, "forum.moderate")
        )
        return shown.filter(of=self.kind).select_related("owner")

    def render_change_form(self, request, context, *args, **kwargs):
        thing = context["original"]
        if thing:
            context["acts"] = [
                (act, self.address_of_act(act, thing))
                for act in acts.acts_for(request.user, thing)
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def address_of_act(self, act, thing):
        query = {"of": self.kind, "act": act.name, "which": "ticked", "pk": thing.pk}
        return f"{reverse('admin:moderation_batch_add')}?{urlencode(query)}"


class WrittenOffice(Office):
    """The list of what people write: for moderators, each within their reach."""

    form = CleanWords
    change_form_template = "admin/moderation/change_form.html"

    def get_queryset(self, request):
        return KINDS[self.kind].within_reach(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return decides(request.user)
