from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from apps.accounts.roles import holds
from apps.look.admin import ReadOnlyAdmin

from .. import bulk
from ..access import decides
from ..acts import MISTAKE
from ..conditions import KINDS
from ..forms import ReasonForm
from ..models import Batch
from ..plan import Plan
from ..tasks import look_after

SHOWN = 50  # things of a batch on its page


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """What was done to many at once: asked, shown at work, stopped, undone."""

    list_display = ["__str__", "actor", "reason", "found", "done", "left_out"]
    list_display += ["state", "started_at"]
    list_select_related = ["actor", "undone_by"]
    sortable_by = []
    list_per_page = 50

    class Media:
        css = {"all": ["css/office.css"]}

    def get_urls(self):
        view, post = self.admin_site.admin_view, require_POST
        return [
            path("add/", view(self.add_view), name="moderation_batch_add"),
            path(
                "<int:pk>/cancel/",
                view(post(self.cancel_view)),
                name="moderation_batch_cancel",
            ),
            path("<int:pk>/undo/", view(self.undo_view), name="moderation_batch_undo"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        all_of_them = holds(request.user, "forum.moderate")
        return Batch.objects.shown_to(request.user, all_of_them=all_of_them)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return decides(request.user)

    def add_view(self, request, form_url="", extra_context=None):
        """Say what will happen to what was ticked or found, and ask why."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        plan = Plan(request)
        if plan.complaint:
            self.message_user(request, plan.complaint, messages.WARNING)
            return redirect(plan.back)
        form = plan.form(request.POST or None)
        if request.method == "POST" and form.is_valid() and self.is_as_seen(form, plan):
            batch = self.begin(plan, form)
            return redirect("admin:moderation_batch_change", batch.pk)
        return self.page(
            request,
            "admin/moderation/batch_add.html",
            title=f"{plan.act.phrase} {plan.kind.plural}",
            plan=plan,
            form=form,
        )

    def is_as_seen(self, form, plan):
        """Ask again when more or less is found than the page has shown."""
        if form.cleaned_data["seen"] == plan.seen:
            return True
        text = "Meanwhile, the conditions find something else. Look again, please."
        form.add_error(None, text)
        form.data = form.data.copy()
        form.data["seen"] = plan.seen
        return False

    def begin(self, plan, form):
        with transaction.atomic():
            batch = bulk.start(
                plan.user,
                plan.kind,
                plan.act,
                form.cleaned_data["reason"],
                form.details,
                form_key=form.cleaned_data["form_key"],
                keys=plan.keys,
                conditions=plan.conditions,
            )
            look_after(batch)
        return self.work_at_once(batch)

    def work_at_once(self, batch):
        if batch.gathered_at and batch.found <= bulk.FEW:
            bulk.work(batch, seconds=10)
        return batch

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show how far it is, what was left out and why."""
        batch = self.get_object(request, object_id)
        if batch is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        kind = KINDS[batch.of]
        conditions = kind.form(QueryDict(batch.conditions), user=request.user)
        response = self.page(
            request,
            "admin/moderation/batch_detail.html",
            title=str(batch).capitalize(),
            batch=batch,
            back=kind.place(batch.conditions),
            conditions=conditions.in_words(),
            reasons=batch.items.left_out()
            .values_list("why")
            .annotate(number=Count("pk"))
            .order_by("-number"),
            left_out=with_things(kind, batch.items.left_out()),
            done=with_things(kind, batch.items.done()),
        )
        if not batch.is_over and "still" not in request.GET:
            # Not a <meta>: a screen reader's user can hold this page still.
            response["Refresh"] = "3"
        return response

    def cancel_view(self, request, pk):
        """Stop a batch before its next thing."""
        batch = get_object_or_404(self.get_queryset(request), pk=pk)
        if batch.cancel():
            self.message_user(request, "Stopped. What is done stays done.")
        return redirect("admin:moderation_batch_change", pk)

    def undo_view(self, request, pk):
        """Ask why all that a batch did is to be put back, and begin."""
        batch = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ReasonForm(request.POST or None, reasons=MISTAKE)
        refusal = batch.why_not_undo
        if request.method == "POST" and not refusal and form.is_valid():
            return self.begin_undoing(request, batch, form.cleaned_data["reason"])
        return self.page(
            request,
            "admin/moderation/batch_undo.html",
            title=f"Undo: {batch}",
            batch=batch,
            form=form,
            refusal=refusal,
        )

    def begin_undoing(self, request, batch, reason):
        try:
            with transaction.atomic():
                undoing = bulk.start_undoing(batch, request.user, reason)
                look_after(undoing)
        except IntegrityError:  # somebody was quicker
            return redirect("admin:moderation_batch_undo", batch.pk)
        self.work_at_once(undoing)
        return redirect("admin:moderation_batch_change", undoing.pk)

    def page(self, request, template, **context):
        frame = self.admin_site.each_context(request)
        context = {**frame, "opts": self.opts, "media": self.media, **context}
        return TemplateResponse(request, template, context)


def with_things(kind, items):
    """Give the first of these items, each with the thing that it is."""
    items = list(items.order_by("thing_id")[:SHOWN])
    things = kind.model.objects.select_related(*bulk.RELATED[kind.name])
    things = things.in_bulk([item.thing_id for item in items])
    for item in items:
        item.thing = things.get(item.thing_id)
    return items
