"""Classes as their teachers see them: the table, the plan, who fails where, files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import Joining
from apps.labs.showing import count
from apps.look.paging import number_page

from ..lessons.shelf import shelf
from ..models import Ended, may_teach
from . import exports, inviting
from .failing import failures
from .forms import AddressesForm, ClassroomForm, PlanForm, SpreadForm
from .learning_views import classroom_or_404
from .tables import PAGE, Table, learners


@login_required
def classroom_create(request):
    """Make a class."""
    if not may_teach(request.user):
        raise PermissionDenied(
            request.user.why_blocked or "Only teachers make classes."
        )
    form = ClassroomForm(request.POST or None)
    if form.is_valid():
        form.instance.teacher = request.user
        room = form.save()
        messages.success(request, "The class is made. Give its code to your learners.")
        return redirect("course:classroom_table", room.pk)
    return render(request, "course/classroom_create.html", {"form": form})


@login_required
def classroom_edit(request, pk):
    """Change what is said of a class and when its solutions show; end it."""
    room = taught(request, pk)
    form = ClassroomForm(request.POST or None, instance=room)
    if form.is_valid():
        form.instance.save_about()
        messages.success(request, "Saved.")
        return redirect("course:classroom_table", pk)
    return render(
        request, "course/classroom_edit.html", {"classroom": room, "form": form}
    )


@require_safe
@login_required
def classroom_table(request, pk):
    """Show how far each learner of a class has come, lesson by lesson."""
    room = taught(request, pk)
    present = learners(room)
    page = number_page(present.count(), request.GET.get("page"), PAGE)
    return render(
        request,
        "course/classroom_table.html",
        {
            "classroom": room,
            "table": Table(room, present[page.first - 1 : page.last]),
            "page": page,
        },
    )


@require_safe
@login_required
def classroom_csv(request, pk):
    """Give the whole table as a file for spreadsheets."""
    room = taught(request, pk)
    # The mark at the beginning tells Excel that it is UTF-8.
    lines = "\ufeff" + "".join(exports.as_csv(Table(room, learners(room))))
    return as_file(HttpResponse(lines, content_type="text/csv; charset=utf-8"), room)


@require_safe
@login_required
def statement_list(request, pk):
    """Give all that the learners read, answered and reported, as JSON."""
    room = taught(request, pk)
    pieces = exports.statements(list(learners(room)))
    response = StreamingHttpResponse(pieces, content_type="application/json")
    return as_file(response, room, "json")


def as_file(response, room, kind="csv"):
    response["Content-Disposition"] = f'attachment; filename="class-{room.pk}.{kind}"'
    return response


@require_safe
@login_required
def failure_list(request, pk):
    """Show where many learners of a class fail, and with which message."""
    room = taught(request, pk)
    present = list(learners(room))
    return render(
        request,
        "course/failure_list.html",
        {"classroom": room, "failures": failures(present), "count": len(present)},
    )


@login_required
def plan_edit(request, pk):
    """Set the days on which the class takes lessons on, and until when."""
    room = taught(request, pk)
    spread = SpreadForm(request.GET if "begins" in request.GET else None)
    days = spread.days(shelf().lessons) if spread.is_valid() else None
    form = PlanForm(room, request.POST or None, initial=days)
    if form.is_valid():
        room.plan(form.plan())
        messages.success(request, "The plan is saved.")
        return redirect("course:classroom_table", pk)
    return render(
        request,
        "course/plan_edit.html",
        {"classroom": room, "form": form, "spread": spread, "is_filled": bool(days)},
    )


@login_required
def classroom_invite(request, pk):
    """Mail the way into a class to a list of addresses."""
    room = taught(request, pk)
    form = AddressesForm(request.POST or None)
    if room.code and form.is_valid() and inviting.send(request, room, form):
        number = count(len(form.cleaned_data["addresses"]), "letter is", "letters are")
        messages.success(
            request,
            f"{number} on the way. Who has an account signs in, who has none makes one; "
            "you see whoever has joined.",
        )
        return redirect("course:classroom_table", pk)
    return render(
        request,
        "course/classroom_invite.html",
        {"classroom": room, "form": form, "rule": Joining.current()},
    )


@require_safe
@login_required
def learner_detail(request, pk, enrolment):
    """Show a learner of a class as the learner sees it."""
    room = taught(request, pk)
    found = get_object_or_404(learners(room), pk=enrolment)
    return render(
        request,
        "course/learner_detail.html",
        {"classroom": room, "row": Table(room, [found]).rows[0]},
    )


@login_required
def learner_remove(request, pk, enrolment):
    """Ask, and take a learner out of a class."""
    room = taught(request, pk)
    learner = get_object_or_404(learners(room), pk=enrolment)
    if request.method == "POST":
        room.let_go(learner.member)
        messages.success(
            request, f"{learner.member.name} is not in the class any more."
        )
        return redirect("course:classroom_table", pk)
    return render(
        request,
        "course/learner_remove.html",
        {"classroom": room, "learner": learner},
    )


@require_POST
@login_required
def code_renew(request, pk):
    """Give a class another code; the one before takes nobody in."""
    room = taught(request, pk)
    try:
        room.renew_code()
        messages.success(request, f"The code is {room.code} now.")
    except Ended:
        messages.error(request, "The class has ended; a code would take nobody in.")
    return redirect("course:classroom_table", pk)


@require_POST
@login_required
def code_close(request, pk):
    """Take nobody into a class until it has a code again."""
    taught(request, pk).close_code()
    messages.success(request, "Nobody can join now.")
    return redirect("course:classroom_table", pk)


@require_POST
@login_required
def class_board_create(request, pk):
    """Make the private board of a class."""
    board = taught(request, pk).open_board()
    messages.success(
        request, "The class has its board. Only you, the class and moderators read it."
    )
    return redirect(board)


@login_required
def classroom_end(request, pk):
    """Ask, and end a class: nobody joins any more."""
    room = taught(request, pk)
    if request.method == "POST":
        room.end()
        messages.success(request, f"The class “{room.name}” has ended.")
        return redirect("course:classroom_list")
    return render(request, "course/classroom_end.html", {"classroom": room})


@require_POST
@login_required
def classroom_reopen(request, pk):
    """Let a class that has ended go on."""
    room = taught(request, pk)
    room.reopen()
    messages.success(request, f"The class goes on. Its code is {room.code}.")
    return redirect("course:classroom_table", pk)


def taught(request, pk):
    """Give a class to its teacher; 403 for its learners, 404 for everybody else."""
    room = classroom_or_404(request, pk)
    if room.teacher_id != request.user.pk or not may_teach(request.user):
        raise PermissionDenied("Only the teacher of this class sees that.")
    return room
