from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.decorators import sign_in_to_open
from apps.accounts.models import User
from apps.forum.models import Board, Comment, Topic
from apps.look import limits
from apps.look.addresses import number_in
from apps.look.paging import keyset_page

from . import access, acts
from .forms import BlockForm, ChangeBlockForm, LogForm, MoveForm, ReasonForm, ReportForm
from .history import history_of
from .models import NAMES, Action, Case, Report, person_of, place_of

ORDERS = {"oldest": ("opened_at", "id"), "reported": ("-report_count", "-id")}
FORMS = {"move": MoveForm, "block": BlockForm, "change_block": ChangeBlockForm}
NOTHING_TO_DO = (
    "It is within the rules.",
    "It was settled already.",
    "Not nice, and yet allowed.",
)


def for_moderators(view):
    """Make a page that whoever decides no cases does not find."""

    @wraps(view)
    @login_required
    def wrapper(request, *args, **kwargs):
        if not access.decides(request.user):
            raise Http404("Only moderators have this page.")
        return view(request, *args, **kwargs)

    return wrapper


# Reports


@sign_in_to_open
def report_create(request, things, pk):
    """Tell the moderators what is wrong with a comment, a topic or a member."""
    seen = {
        "comments": Comment.objects.visible_to(request.user).select_related("topic"),
        "topics": Topic.objects.visible_to(request.user),
        "members": User.objects.visible_to(request.user).filter(deleted_at=None),
    }
    thing = get_object_or_404(seen[things], pk=pk)
    own = Report.objects.last_by(request.user, thing)
    refusal = access.why_not_report(request.user, thing)
    form = ReportForm(
        request.POST or None, instance=own if own and own.case.is_open else None
    )
    if not refusal and form.is_valid() and limits.spend(request, "report", form):
        Case.objects.report(thing, request.user, **form.cleaned_data)
        messages.success(request, "Thank you. The moderators will look at it.")
        return redirect(place_of(thing))
    return render(
        request,
        "moderation/report_create.html",
        {
            "thing": thing,
            "things": things,
            "person": person_of(thing),
            "place": place_of(thing),
            "form": form,
            "own": own,
            "refusal": refusal,
        },
        status=403 if refusal else 200,
    )


# The queue


@for_moderators
@require_safe
def case_list(request):
    """Show the cases that wait for the reader, the oldest or most reported first."""
    order = request.GET.get("by", "")
    cases = Case.objects.open().open_to(request.user).with_all()
    fields = ORDERS.get(order, ORDERS["oldest"])
    return render(
        request,
        "moderation/case_list.html",
        {"page": keyset_page(cases, request.GET, fields=fields), "order": order},
    )


@for_moderators
@require_safe
def case_detail(request, pk):
    """Show a case: the thing in its place, the reports, whose it is, what can be done."""
    case = find_case(request, pk)
    history = history_of(case, request.user)
    return render(
        request,
        "moderation/case_detail.html",
        {
            "case": case,
            "history": history,
            "choices": acts.choices(request.user, case),
            **lines(request, history.actions),
        },
    )


@for_moderators
def case_take(request, pk):
    """Say that one deals with a case; ask first when somebody else does."""
    case = find_case(request, pk)
    # The form says from whom: an old page takes it from nobody else.
    asked = request.POST.get("from", "") == str(case.taken_by_id or "")
    if request.method == "POST" and asked and case.take(request.user):
        messages.success(request, "You deal with this case now, and others see that.")
        return redirect(case)
    return render(request, "moderation/case_take.html", {"case": case})


@for_moderators
@require_POST
def case_release(request, pk):
    """Leave a case to others."""
    case = find_case(request, pk)
    if case.release(request.user):
        messages.success(request, "The case is free again.")
    else:
        messages.warning(request, "The case was not yours to leave any more.")
    return redirect(case)


@for_moderators
def case_dismiss(request, pk):
    """Decide that nothing is to be done, and say why."""
    case = find_case(request, pk)
    form = ReasonForm(request.POST or None, reasons=NOTHING_TO_DO)
    refusal = "" if case.is_open else "This case is decided already."
    if not refusal and form.is_valid():
        if case.dismiss(request.user, form.cleaned_data["reason"]):
            messages.success(request, "The case is closed; nothing was changed.")
            return redirect("moderation:case_list")
        refusal = "Somebody was quicker: this case is decided already."
    return render(
        request,
        "moderation/case_dismiss.html",
        {"case": case, "form": form, "refusal": refusal},
        status=409 if refusal else 200,
    )


# Acts


@sign_in_to_open
def comment_act(request, pk, act):
    """Do something to a comment as its moderator: hide, restore."""
    comments = Comment.objects.visible_to(request.user)
    comment = get_object_or_404(
        comments.select_related("topic__board", "author"), pk=pk
    )
    return answer(request, comment, act, "moderation/comment_act.html")


@sign_in_to_open
def topic_act(request, pk, act):
    """Do something to a topic as its moderator: close, pin, hide, move and back."""
    topics = Topic.objects.visible_to(request.user)
    topic = get_object_or_404(topics.select_related("board", "author"), pk=pk)
    return answer(request, topic, act, "moderation/topic_act.html")


@sign_in_to_open
def member_act(request, pk, act):
    """Do something to a member: block, change the block, unblock."""
    members = User.objects.visible_to(request.user).filter(deleted_at=None)
    member = get_object_or_404(members, pk=pk)
    return answer(request, member, act, "moderation/member_act.html")


def answer(request, thing, name, template):
    """Say what an act does and ask why; with a reason, do it."""
    act = acts.act_called(name, thing)
    if act is None:
        raise Http404(f"There is no act called {name}.")
    user, case = request.user, case_asked(request, thing)
    refusal = access.why_not_act(user, thing)
    status = 403 if refusal else 200
    form = form_for(request, act, thing)
    if not refusal and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            action = acts.perform(name, thing, user, reason, case, **form.details)
        except acts.Refused as error:
            refusal, status = str(error), 409
        else:
            tell(request, action)
            return redirect("moderation:case_list" if case else place_of(thing))
    elif not refusal:
        refusal = acts.why_not_now(act, thing) or acts.why_not_judge(user, act, thing)
    return render(
        request,
        template,
        {
            "thing": thing,
            "act": act,
            "form": form,
            "refusal": refusal,
            "case": case,
            "place": case.get_absolute_url() if case else place_of(thing),
            # Whether there are reports is not for everybody.
            "closes": case or (status != 403 and acts.case_closed_by(user, act, thing)),
        },
        status=status,
    )


def form_for(request, act, thing):
    """Give the form that an act asks for."""
    form = FORMS.get(act.name, ReasonForm)
    known = {"user": request.user, "thing": thing} if act.name in FORMS else {}
    return form(request.POST or None, reasons=act.reasons, **known)


def case_asked(request, thing):
    """Give the case from which the moderator came to this thing, if it is open."""
    pk = number_in(request.GET.get("case"))
    if pk is None or not access.decides(request.user):
        return None
    case = Case.objects.open().open_to(request.user).with_all().filter(pk=pk).first()
    return case if case and thing in case.things else None


def tell(request, action):
    """Say what was done, with a way back."""
    done = f"You {action.get_act_display()} the {NAMES[type(action.target)]}."
    if not access.why_not_put_back(request.user, action):
        back = reverse("moderation:action_undo", args=[action.pk])
        done = format_html('{} <a href="{}">Undo</a>', done, back)
    messages.success(request, done)


def find_case(request, pk):
    """Find one of the cases that the reader may decide."""
    cases = Case.objects.open_to(request.user).with_all().with_decision()
    return get_object_or_404(cases, pk=pk)


# The log


@require_safe
def action_list(request):
    """Show what moderators did: to what, when, why, and whether it was undone."""
    actions = Action.objects.visible_to(request.user)
    form = LogForm(request.GET, user=request.user)
    actions = form.found(actions) if form.is_valid() else actions.none()
    page = keyset_page(actions.with_all(request.user), request.GET, fields=("-id",))
    return render(
        request,
        "moderation/action_list.html",
        {
            "form": form,
            "page": page,
            **lines(request, page.rows),
        },
    )


def lines(request, actions):
    """Give what lines of the log need: which can be undone, the names of boards."""
    return {
        "undoable": acts.undoable(request.user, actions),
        "boards": Board.objects.open_to(request.user).in_bulk(),
    }


@sign_in_to_open
def action_undo(request, pk):
    """Put back what an act has changed, and say why."""
    actions = Action.objects.visible_to(request.user).with_all(request.user)
    action = get_object_or_404(actions, pk=pk)
    form = ReasonForm(request.POST or None, reasons=acts.MISTAKE)
    refusal = access.why_not_put_back(request.user, action)
    status = 403 if refusal else 200
    if not refusal and form.is_valid():
        try:
            acts.undo(action, request.user, form.cleaned_data["reason"])
        except acts.Refused as error:
            refusal, status = str(error), 409
        else:
            messages.success(request, "It is undone: all is as it was before.")
            return redirect(place_of(action.target))
    elif not refusal:
        refusal = acts.why_not_undo(action) or acts.why_not_own(request.user, action)
    return render(
        request,
        "moderation/action_undo.html",
        {"action": action, "form": form, "refusal": refusal, **lines(request, [])},
        status=status,
    )
