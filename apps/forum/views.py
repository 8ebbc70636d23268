from ipaddress import ip_address

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.access import why_not_block
from apps.accounts.decorators import sign_in_to_open
from apps.accounts.models import User, fold
from apps.look import limits
from apps.look.addresses import number_in
from apps.look.paging import keyset_page, number_page

from . import access, marks, rows, unread
from .forms import CommentForm, TopicForm, TopicTitleForm
from .models import Board, Comment, Topic
from .models.topic import FACE
from .search_form import HELP, SearchForm
from .search_results import Search
from .writing import Desk

NAME_LENGTH = 30
PLACES = ["page", "older", "newer"]  # where in a list
MEMBER_ORDERS = {
    "active": ("-active_at", "-id"),
    "newest": ("-joined_at", "-id"),
    "name": ("username_key",),
}


@require_safe
def home(request):
    """Show what this place is, its boards and its newest topics."""
    topics = Topic.objects.visible_to(request.user).published()
    newest = rows.read(topics.latest_first()[:8])
    unread.count(newest, request.user)
    return render(
        request,
        "forum/home.html",
        {
            "boards": Board.objects.open_to(request.user).with_last_topic(),
            "rows": newest,
        },
    )


@require_safe
def board_list(request):
    """Show the boards that the reader may open."""
    boards = Board.objects.open_to(request.user).with_last_topic()
    return render(request, "forum/board_list.html", {"boards": boards})


@require_safe
def board_detail(request, slug):
    """Show a board's topics, the pinned ones first, then by their last comment."""
    boards = Board.objects.open_to(request.user).with_watch_of(request.user)
    board = get_object_or_404(boards, slug=slug)
    topics = board.topics.shown_to(request.user)
    page = rows.page(
        topics, request.GET, fields=("-is_pinned", "-last_comment_at", "-id")
    )
    unread.count(page.rows, request.user)
    return render(
        request,
        "forum/board_detail.html",
        {
            "board": board,
            "page": page,
            "why_not_start": access.why_not_start(request.user, board),
        },
    )


@require_safe
def topic_list(request):
    """Show the topics of every board, by their last comment."""
    page = rows.page(Topic.objects.visible_to(request.user), request.GET)
    unread.count(page.rows, request.user)
    return render(request, "forum/topic_list.html", {"page": page})


@require_safe
def topic_detail(request, pk):
    """Show a page of a topic: its comments from one number to another."""
    topics = Topic.objects.shown_to_author(request.user).with_board()
    topic = get_object_or_404(topics, pk=pk)
    page = number_page(topic.last_number, request.GET.get("page"))
    rows = marks.rows_on(page, topic)
    if getattr(request, "variant", "") == "one_by_one":
        rows = rows.select_related(None)
    moderates = access.moderates(request.user, topic.board)
    why_not_reply = access.why_not_reply(request.user, topic)
    may_react = not access.why_not_write(request.user)
    may_solve = not access.why_not_solve(request.user, topic)
    desk = None if why_not_reply else Desk(request, CommentForm, topic, "")
    return render(
        request,
        "forum/topic_detail.html",
        {
            **(desk.context if desk else {}),
            "topic": topic,
            "page": page,
            "comments": marks.comments_on(rows, page, topic, request.user, moderates),
            "moderates": moderates,
            "may_react": may_react,
            "may_solve": may_solve,
            "why_not_reply": why_not_reply,
            "why_not_rename": access.why_not_rename(request.user, topic),
            # All that decides which links and buttons a comment has.
            "rights": (
                *(request.user.is_authenticated, moderates),
                *(why_not_reply, may_react, may_solve),
            ),
        },
    )


# For X-ray's "what if?" alone, which sets request.variant (docs/xray.md).
topic_detail.variants = {
    "one_by_one": "Without select_related, each comment asks for its author by itself"
}


@sign_in_to_open
def topic_create(request, slug):
    """Open a topic on a board."""
    board = get_object_or_404(Board.objects.open_to(request.user), slug=slug)
    refusal = access.why_not_start(request.user, board)
    desk = Desk(request, TopicForm, board, refusal)
    if answer := desk.keep():
        return answer
    if desk.publishes("post"):
        written = desk.form.cleaned_data | {"address": address_of(request)}
        return redirect(board.start_topic(request.user, **written))
    return render(
        request,
        "forum/topic_create.html",
        {"board": board, **desk.context},
        status=desk.status,
    )


@sign_in_to_open
def topic_edit(request, pk):
    """Change a topic's title and tags."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    form = TopicTitleForm(request.POST or None, instance=topic)
    refusal = access.why_not_rename(request.user, topic)
    if not refusal and form.is_valid() and limits.spend(request, "edit", form):
        topic.rename(form.cleaned_data["title"], request.user)
        topic.set_tags(form.cleaned_data.get("tags", ()))
        return redirect(topic)
    return render(
        request,
        "forum/topic_edit.html",
        {"topic": topic, "form": form, "refusal": refusal},
        status=403 if refusal else 200,
    )


@sign_in_to_open
def comment_create(request, pk):
    """Answer in a topic, with another comment quoted when ?quote= names one."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    refusal = access.why_not_reply(request.user, topic)
    initial = quotation(request, topic)
    desk = Desk(request, CommentForm, topic, refusal, initial=initial)
    if answer := desk.keep():
        return answer
    if desk.publishes("post"):
        written = desk.form.cleaned_data | {"address": address_of(request)}
        try:
            return redirect(topic.reply(request.user, **written).place)
        except Topic.Changed:
            topic.refresh_from_db()
            desk.refusal = access.why_not_reply(request.user, topic)
    return render(
        request,
        "forum/comment_create.html",
        {"topic": topic, **desk.context},
        status=desk.status,
    )


@require_safe
def comment_detail(request, pk):
    """Lead from a comment's lasting address to its place in the topic."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk)
    return redirect(comment.place)


@sign_in_to_open
def comment_edit(request, pk):
    """Change one's own comment."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk)
    refusal = access.why_not_edit(request.user, comment)
    desk = Desk(request, CommentForm, comment, refusal, instance=comment)
    if answer := desk.keep():
        return answer
    if desk.publishes("edit"):
        comment.edit(by=request.user, **desk.form.cleaned_data)
        return redirect(comment.place)
    return render(
        request,
        "forum/comment_edit.html",
        {"comment": comment, **desk.context},
        status=desk.status,
    )


@sign_in_to_open
def comment_delete(request, pk):
    """Take back one's own comment, after asking."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk)
    refusal = access.why_not_edit(request.user, comment)
    if request.method == "POST" and not refusal:
        comment.retract()
        way_back = reverse("forum:comment_put_back", args=[pk])
        # _messages.html makes a button of it.
        messages.success(request, "Your comment is taken back.", extra_tags=way_back)
        return redirect(comment.place)
    return render(
        request,
        "forum/comment_delete.html",
        {"comment": comment, "refusal": refusal},
        status=403 if refusal else 200,
    )


@require_safe
def search(request):
    """Find comments and topics by their words, and by who wrote where and when."""
    form = SearchForm(request.GET, request.user)
    address = form.address
    address.update({k: request.GET[k] for k in PLACES if k in request.GET})
    if dict(address.lists()) != dict(request.GET.lists()):
        query = address.urlencode()
        return redirect(f"{request.path}?{query}" if query else request.path)
    found = results = page = None
    if form.is_valid() and limits.spend(request, "search"):
        found = Search(form)
        page, results = found.page(request.GET)
    return render(
        request,
        "forum/search.html",
        {"form": form, "found": found, "results": results, "page": page, "help": HELP},
    )


@require_safe
def member_list(request):
    """List the members: the lately active first, the newest first, or by name."""
    name = request.GET.get("name", "").strip().removeprefix("@")[:NAME_LENGTH]
    order = "name" if name else request.GET.get("order")
    fields = MEMBER_ORDERS.get(order, MEMBER_ORDERS["active"])
    members = User.objects.listed().only(*FACE, "joined_at", "active_at")
    if name:
        members = members.named(name)
    return render(
        request,
        "forum/member_list.html",
        {
            "name": name,
            "order": order if order in MEMBER_ORDERS else "active",
            "page": keyset_page(members, request.GET, fields=fields, size=30),
        },
    )


@require_safe
def member_detail(request, username):
    """Show a member and what they wrote."""
    members = User.objects.visible_to(request.user)
    member = get_object_or_404(members, username_key=fold(username), deleted_at=None)
    if member.username != username:
        return redirect(member, permanent=True)
    comments = Comment.objects.readable_by(request.user).with_topic()
    page = keyset_page(comments.filter(author=member), request.GET, fields=("-id",))
    may_block = not why_not_block(request.user, member)
    return render(
        request,
        "forum/member_detail.html",
        {"member": member, "page": page, "may_block": may_block},
    )


def address_of(request):
    """Give the address that a request comes from, in its one way of writing."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:  # a socket of this machine has none
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def quotation(request, topic):
    """Start the form with a comment of this topic, quoted, when ?quote= names one."""
    quoted = number_in(request.GET.get("quote"))
    if quoted is None:
        return None
    comment = topic.comments.published().filter(pk=quoted).first()
    if comment is None:
        raise Http404("No such comment to quote.")
    return {"text": comment.quoted()}
