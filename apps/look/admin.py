"""What every list of the back office shares, the queue of tasks, the site's identity and pages."""

import json

from django import forms
from django.contrib import admin, messages
from django.contrib.flatpages.admin import FlatPageAdmin
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.timezone import now
from django.views.decorators.http import require_POST
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from .identity import Identity
from .models import Heartbeat, QueuedTask
from .pictures import redraw


class BoundedPaginator(Paginator):
    """Page through the first 1,000 rows; beyond, a search or a filter helps more.

    Counting a whole table costs more with each row of it. This paginator never
    counts further than one row past its limit. With it, a ModelAdmin says
    `show_full_result_count = False`: that count has no limit.
    """

    limit = 1_000

    @cached_property
    def count(self):
        return count_up_to(self.limit, self.object_list.order_by())


def count_up_to(limit, rows):
    """Count rows, but no further than one past a limit.

    Rows in their order are counted where the order begins: the newest, say.
    """
    number = rows[: limit + 1].count()
    return MoreThan(limit) if number > limit else number


class MoreThan(int):
    """A number to reckon with that reads "more than 1,000"."""

    def __str__(self):
        return f"more than {int(self):,}"


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the site writes and people only look at."""

    paginator = BoundedPaginator
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class StateFilter(admin.SimpleListFilter):
    """What has become of a task, in the words of the list."""

    title = "state"
    parameter_name = "state"
    STATES = {
        "failed": ("failed", Q(status=Status.FAILED)),
        "again": ("waiting after a failure", QueuedTask.WAITS_AGAIN),
        "waiting": ("waiting", Q(status=Status.READY)),
        "running": ("running", Q(status=Status.RUNNING)),
        "done": ("done", Q(status=Status.SUCCESSFUL)),
    }

    def lookups(self, request, model_admin):
        return [(key, words) for key, (words, _) in self.STATES.items()]

    def queryset(self, request, tasks):
        _, condition = self.STATES.get(self.value(), ("", Q()))
        return tasks.filter(condition)


admin.site.unregister(DBTaskResult)


@admin.register(QueuedTask)
class QueuedTaskAdmin(ReadOnlyAdmin):
    """The queue: what waits, what failed and why, and a button that tries again.

    What a task was called with may be somebody's address. It is shown with the
    one task, not in the list.
    """

    list_display = ["name", "state", "tries", "next_try", "last_error", "enqueued_at"]
    list_filter = [StateFilter]
    ordering = ["-enqueued_at"]
    sortable_by = []
    list_per_page = 50
    actions = ["retry_now"]
    fieldsets = [
        (None, {"fields": ["name", "state", "tries", "next_try", "last_error"]}),
        ("When", {"fields": ["enqueued_at", "started_at", "finished_at"]}),
        ("What", {"fields": ["task_path", "id", "called_with", "return_value"]}),
        ("Workers", {"fields": ["worker_ids"]}),
        ("Error", {"fields": ["full_traceback"]}),
    ]
    change_form_template = "admin/look/queuedtask/change_form.html"

    def get_urls(self):
        retry = self.admin_site.admin_view(require_POST(self.retry_view))
        name = "look_queuedtask_retry"
        return [path("<uuid:pk>/retry/", retry, name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if request.method == "GET" and not Heartbeat.objects.workers().alive().exists():
            self.message_user(
                request,
                "No worker has given a sign of life in the last "
                f"{Heartbeat.SILENCE.seconds} seconds. Until one runs, tasks wait.",
                messages.WARNING,
            )
        return super().changelist_view(request, extra_context)

    def retry_view(self, request, pk):
        """Try one task again, and go back to it."""
        if not self.has_retry_permission(request):
            raise PermissionDenied
        task = get_object_or_404(QueuedTask, pk=pk)
        self.tell_retried(request, task.retry_now())
        return redirect("admin:look_queuedtask_change", pk)

    @admin.action(description="Retry now", permissions=["retry"])
    def retry_now(self, request, tasks):
        self.tell_retried(request, sum(task.retry_now() for task in tasks))

    def has_retry_permission(self, request):
        return request.user.has_perm("look.change_queuedtask")

    def tell_retried(self, request, number):
        if number:
            text = f"{number} put back: the worker takes it as soon as it can."
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = "Only a task that has failed, or waits after a failure, is retried."
            self.message_user(request, text, messages.WARNING)

    @admin.display
    def state(self, task):
        if task.status == Status.READY and task.exception_class_path:
            return "waiting after a failure"
        return {
            Status.READY: "waiting",
            Status.RUNNING: "running",
            Status.FAILED: "failed",
            Status.SUCCESSFUL: "done",
        }.get(task.status)

    @admin.display
    def next_try(self, task):
        if task.status != Status.READY:
            return None
        return task.run_after if task.tries else "as soon as possible"

    @admin.display
    def called_with(self, task):
        text = json.dumps(task.args_kwargs, ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", text)

    @admin.display(description="traceback")
    def full_traceback(self, task):
        return format_html("<pre>{}</pre>", task.traceback) if task.traceback else None


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """Who is at work: workers and housekeeping, and when they last said so."""

    list_display = ["name", "is_alive", "seen_at", "started_at"]
    sortable_by = []

    @admin.display(boolean=True)
    def is_alive(self, sign):
        return sign.seen_at > now() - Heartbeat.SILENCE


class IdentityForm(forms.ModelForm):
    """Take the owner's logo, and draw it anew."""

    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        is_new = isinstance(logo, UploadedFile)
        return redraw(logo, width=480, height=120) if is_new else logo


class OneRowAdmin(admin.ModelAdmin):
    """A model with one row, or none: its list leads straight to it."""

    def has_add_permission(self, request):
        """Let whoever may change the row make it, while there is none.

        Every page of the back office asks this for its menu, where it needs no
        second link to the row and no query.
        """
        is_adding = request.resolver_match.url_name.endswith("_add")
        may = is_adding and self.has_change_permission(request)
        return may and not self.model.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        row = self.model.objects.first()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        step, args = ("change", [row.pk]) if row else ("add", [])
        return redirect(reverse(f"{name}_{step}", args=args))


@admin.register(Identity)
class IdentityAdmin(OneRowAdmin):
    """The site's name, logo and first words."""

    form = IdentityForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


admin.site.unregister(FlatPage)


@admin.register(FlatPage)
class PageAdmin(FlatPageAdmin):
    """The owner's pages, such as the rules. Their text is Markdown."""

    fieldsets = [(None, {"fields": ["url", "title", "content", "sites"]})]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "content":
            field.help_text = "Markdown. HTML is shown as it is typed, not obeyed."
        return field
