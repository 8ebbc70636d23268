"""On the way to being a member, and to another address; and inviting others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from apps.look import limits
from apps.look.limits import limited

from . import confirming
from .access import may_invite
from .forms import EmailForm
from .joining import PATIENCE
from .joining_forms import InvitationForm
from .models import Confirmation, Joining
from .views import next_address


@never_cache
@login_required
@require_safe
def joining_detail(request):
    """Show a new member what is done, and what is still to do."""
    return render(
        request,
        "accounts/joining_detail.html",
        {
            "confirmation": request.user.confirmations.open().first(),
            "days": PATIENCE.days,
            "next": next_address(request),
        },
    )


@login_required
@require_POST
@limited("mail")
def confirmation_resend(request):
    """Mail the link that confirms an address once more."""
    confirmation = request.user.confirmations.open().first()
    if confirmation and confirming.ask_again(confirmation):
        messages.success(
            request, f"A new letter to {confirmation.address} is on its way."
        )
    elif confirmation:
        messages.error(request, enough_letters(confirmation))
    is_new = request.user.confirmed_at is None
    return redirect("accounts:joining_detail" if is_new else "accounts:email_edit")


@never_cache
@login_required
@sensitive_post_parameters("password")
def email_edit(request):
    """Ask for another e-mail address, which is confirmed by a link."""
    form = EmailForm(request, request.POST or None)
    address = form.cleaned_data["email"] if form.is_valid() else ""
    if address and limits.spend(request, "mail", form, recipient=address):
        confirmation = confirming.ask(request.user, address)
        if confirmation.letters:
            messages.success(request, f"A letter to {address} is on its way.")
        else:
            messages.error(request, enough_letters(confirmation))
        is_new = request.user.confirmed_at is None
        return redirect("accounts:joining_detail" if is_new else "accounts:email_edit")
    return render(
        request,
        "accounts/email_edit.html",
        {"form": form, "confirmation": request.user.confirmations.open().first()},
    )


@never_cache
def email_confirm(request, token):
    """Show a button that confirms the address to which the link was sent."""
    confirmation = Confirmation.objects.of_link(token)
    is_taken = False
    if confirmation and request.method == "POST":
        try:
            confirming.confirm(confirmation)
        except confirming.AddressTaken:
            is_taken = True
        else:
            return welcome(request, confirmation)
    return render(
        request,
        "accounts/email_confirm.html",
        {"confirmation": confirmation, "is_taken": is_taken},
    )


@never_cache
def email_restore(request, token):
    """Show a button that takes back a change of address."""
    change = Confirmation.objects.of_way_back(token)
    is_taken = False
    if change and request.method == "POST":
        try:
            confirming.restore(change)
        except confirming.AddressTaken:
            is_taken = True
        else:
            messages.success(
                request,
                f"{change.previous} is the address of your account again, and nobody "
                "is signed in to it. A letter with a link to a new password is on "
                "its way.",
            )
            return redirect("accounts:login")
    return render(
        request,
        "accounts/email_restore.html",
        {"change": change, "is_taken": is_taken},
    )


@never_cache
@login_required
@require_safe
def invitation_list(request):
    """Show the invitations that the member has made, and who came with them."""
    invitations = request.user.invitations.with_uses()[:100]
    return render(
        request,
        "accounts/invitation_list.html",
        {
            "invitations": invitations,
            "may_invite": may_invite(request.user),
            "rule": Joining.current(),
        },
    )


@never_cache
@login_required
def invitation_create(request):
    """Make an invitation."""
    if not may_invite(request.user):
        raise PermissionDenied("Only some members may invite others.")
    form = InvitationForm(request.user, request.POST or None)
    if form.is_valid():
        form.save()
        messages.success(
            request, "The invitation is made. Send its link to whom it is for."
        )
        return redirect("accounts:invitation_list")
    return render(request, "accounts/invitation_create.html", {"form": form})


@login_required
@require_POST
def invitation_withdraw(request, pk):
    """Let nobody in any more with one of the member's invitations."""
    get_object_or_404(request.user.invitations, pk=pk).withdraw()
    messages.success(request, "The invitation is withdrawn.")
    return redirect("accounts:invitation_list")


def enough_letters(confirmation):
    return (
        f"No letter was sent: {confirmation.address} has had as many in one day as "
        "we send to anybody, whoever asked for them. Look for them, also among the "
        "unwanted mail, or try again tomorrow."
    )


def welcome(request, confirmation):
    """Say that the address is confirmed, and lead on."""
    if request.user != confirmation.member:
        messages.success(
            request, f"{confirmation.address} is confirmed. Sign in to go on."
        )
        return redirect("accounts:login")
    if confirmation.previous:
        messages.success(request, f"Your address is {confirmation.address} now.")
        return redirect("accounts:profile_edit")
    messages.success(request, f"{confirmation.address} is confirmed. Thank you!")
    is_waiting = confirmation.member.approved_at is None
    return redirect("accounts:joining_detail" if is_waiting else "home")
