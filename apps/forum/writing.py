"""A page for writing: its form, and what can be done with it before it is sent."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.timezone import localtime

from apps.look import addresses, limits, markup

from . import access, mentions
from .forms import DraftForm
from .models import Draft
from .models.draft import has_sent, page_for
from .pictures import Attached

MOST = 100  # drafts that a member keeps


class Desk:
    """The form of a page for writing, with the buttons that it has.

    The form's own button publishes. "preview" only shows the text, made by what also
    makes the stored one; "keep" keeps a draft, which is there when the page is opened
    again. A script sends "keep" while somebody types, and asks for JSON; with the value
    "ask" it only wants to know whether the form has been sent.
    """

    def __init__(self, request, form_class, place, refusal, **form):
        self.request, self.place, self.refusal = request, place, refusal
        if request.method != "POST" and self.draft:
            form["initial"] = with_draft(form.get("initial"), self.draft)
        # Whichever button was pressed: a picture that came along is taken first.
        self.attached = Attached(request, refusal)
        self.form = form_class(self.attached.words, **form)
        if self.attached.error and self.form.is_bound:
            self.form.full_clean()
            self.form.add_error(None, self.attached.error)

    @cached_property
    def draft(self):
        """What this reader has begun to write here; asked for only if there is any."""
        user = self.request.user
        if not (user.is_authenticated and user.draft_count):
            return None
        return user.drafts.at(self.place).first()

    def keep(self):
        """Keep the words if the form asks for it, and give the answer.

        None: it does not ask, or they cannot be kept and the page says why.
        """
        if "keep" not in self.request.POST or self.attached.error:
            return None
        wants_html = self.request.get_preferred_type(["text/html", "application/json"])
        answer = _Page(self) if wants_html == "text/html" else _Script(self)
        if why_not := access.why_not_keep(self.request.user, self.place):
            return answer.refused(why_not)
        words = DraftForm(self.attached.words)
        if not words.is_valid():
            return answer.wrong(next(iter(words.errors.values()))[0])
        author = self.request.user
        if self.request.POST["keep"] == "ask":
            is_sent = has_sent(author, words.cleaned_data["form_key"])
            return answer.sent() if is_sent else answer.kept(self.draft)
        if not limits.spend(self.request, "draft"):
            return answer.wrong(self.request.limit_reached.sentence)
        if not self.draft and self.request.user.draft_count >= MOST:
            return answer.wrong(f"You have {MOST} drafts. Delete one of them first.")
        try:
            draft = Draft.objects.keep(author, self.place, **words.cleaned_data)
        except Draft.Sent:
            return answer.sent()
        return answer.kept(draft)

    def publishes(self, act):
        """Say whether the words are to be published now: asked for, right, allowed."""
        return (
            not self.refusal
            and self.request.POST.keys().isdisjoint({"preview", "keep"})
            and self.form.is_valid()
            and limits.spend(self.request, act, self.form)
        )

    @property
    def preview(self):
        """The text as it will look; empty when nobody asked for it."""
        if self.refusal or "preview" not in self.request.POST:
            return ""
        text = not self.form.errors.get("text") and self.form.cleaned_data["text"]
        if not text or not limits.spend(self.request, "preview", self.form):
            return ""
        pictures = self.request.user.pictures.in_text(text)
        return markup.stored(mentions.render(text, pictures)[0])

    @property
    def context(self):
        """What the page's template needs, and _writing_form.html."""
        preview = self.preview  # which may add an error to the form
        return {
            "form": self.form,
            "refusal": self.refusal,
            "preview": preview,
            "draft": self.draft,
            "alt": self.attached.alt,
            "desk_address": page_for(self.place),
            "names_address": addresses.fixed("forum:name_list"),
            "pictures_address": addresses.fixed("forum:picture_create"),
        }

    @property
    def status(self):
        return 403 if self.refusal else 200


class _Page:
    """Answers who pressed the button: the page again, or once more with what is wrong."""

    def __init__(self, desk):
        self.desk = desk

    def kept(self, draft):
        words = "Your draft is kept." if draft else "There is nothing to keep."
        messages.success(self.desk.request, words)
        return redirect(page_for(self.desk.place))

    def sent(self):
        messages.success(self.desk.request, "This is sent already.")
        return redirect(self.desk.place)

    def refused(self, why):
        self.desk.refusal = why

    def wrong(self, why):
        self.desk.form.add_error(None, why)


class _Script:
    """Answers a script that keeps what is being typed."""

    def __init__(self, desk):
        pass

    def kept(self, draft):
        clock = f"{localtime(draft.updated_at):%H:%M}" if draft else ""
        return JsonResponse({"kept_at": clock})

    def sent(self):
        return JsonResponse({"sent": True})

    def refused(self, why):
        return JsonResponse({"error": why}, status=403)

    def wrong(self, why):
        return JsonResponse({"error": why}, status=400)


def with_draft(initial, draft):
    """Begin the form with the draft; what else it would begin with comes after it."""
    quoted = (initial or {}).get("text", "")
    words = draft.words
    if quoted and quoted.strip() not in words["text"]:
        words["text"] = "\n\n".join(filter(None, [words["text"].rstrip(), quoted]))
    return words
