"""Classes as those who learn in them see them: the list, joining, the plan, leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.forum.access import why_not_write
from apps.look import limits

from ..models import Classroom, Ended, Enrolment, Full, may_teach
from .forms import CodeForm
from .tables import Facts, Table


@require_safe
@login_required
def classroom_list(request):
    """Show the classes in which the member learns, and those that they teach."""
    attended = Classroom.objects.attended_by(request.user).select_related("teacher")
    taught = list(Classroom.objects.taught_by(request.user))
    return render(
        request,
        "course/classroom_list.html",
        {
            "attended": attended,
            "taught": [room for room in taught if not room.ended_at],
            "ended": [room for room in taught if room.ended_at],
            "may_teach": may_teach(request.user),
            "form": CodeForm(),
        },
    )


@never_cache
@login_required
def classroom_join(request):
    """Show the class that a code leads to, and let the member in by a button."""
    asked = request.POST if request.method == "POST" else request.GET
    form = CodeForm(asked if "code" in asked else None)
    room = found_by(request, form)
    if room and request.method == "POST" and is_let_in(request, room, form):
        return redirect(room)
    return render(
        request,
        "course/classroom_join.html",
        {"form": form, "classroom": room, "why_not": why_not_write(request.user)},
    )


def found_by(request, form):
    """Give the class of the code that was typed, or None, and let the form say so."""
    if not (form.is_valid() and limits.spend(request, "code", form)):
        return None
    room = Classroom.objects.by_code(form.cleaned_data["code"])
    if room is None:
        form.add_error(
            "code", "No class takes learners by this code now. Ask your teacher."
        )
    return room


def is_let_in(request, room, form):
    """Take the member into a class; where it is full, the form says so."""
    if why_not := why_not_write(request.user):
        raise PermissionDenied(why_not)
    if room.teacher_id == request.user.pk:
        messages.info(request, "You teach this class; this is how learners see it.")
        return True
    try:
        room.admit(request.user)
    except Full:
        form.add_error(None, "This class is full. Tell your teacher.")
        return False
    except Ended:
        form.add_error(None, "This class has just ended.")
        return False
    messages.success(request, f"You are in the class “{room.name}”.")
    return True


@require_safe
@login_required
def classroom_detail(request, pk):
    """Show a class to a learner: the plan, and how far the learner has come.

    Its teacher sees the same as somebody who joins today.
    """
    room = classroom_or_404(request, pk)
    enrolment = room.enrolments.filter(member=request.user).first()
    is_teacher = enrolment is None
    if is_teacher:
        enrolment = Enrolment(member=request.user, joined_at=timezone.now())
    enrolment.member = request.user
    table = Table(room, [enrolment], Facts() if is_teacher else None)
    return render(
        request,
        "course/classroom_detail.html",
        {
            "classroom": room,
            "row": table.rows[0],
            "is_teacher": is_teacher,
            "may_open_board": room.board and not is_teacher,
        },
    )


@login_required
def classroom_leave(request, pk):
    """Ask, and let the member leave a class."""
    room = classroom_or_404(request, pk)
    if not room.enrolments.filter(member=request.user).exists():
        raise PermissionDenied("You teach this class; only learners can leave it.")
    if request.method == "POST":
        room.let_go(request.user)
        messages.success(request, f"You have left the class “{room.name}”.")
        return redirect("course:classroom_list")
    return render(request, "course/classroom_leave.html", {"classroom": room})


def classroom_or_404(request, pk):
    rooms = Classroom.objects.visible_to(request.user)
    return get_object_or_404(rooms.select_related("teacher", "board"), pk=pk)
