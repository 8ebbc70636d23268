"""Pictures in comments: how one comes in with a form, and how they go again.

See docs/decisions/0016-pictures-are-asked-for.md.
"""

from django.db import transaction
from django.utils import timezone

from apps.look import limits

from .forms import PictureForm
from .models import Picture

BITE = 100


class Attached:
    """The picture that came along with a form for writing, if one did.

    `words` is what the form brought, with the picture at the end of the text. `error`
    says why it could not be taken along: then nothing else is done with the form.
    """

    def __init__(self, request, refusal):
        self.words, self.error = request.POST or None, ""
        self.alt = request.POST.get("alt", "")
        if refusal or not (self.alt.strip() or request.FILES):
            return
        form = PictureForm(request.POST, request.FILES)
        if line := take(request, form):
            self.words, self.alt = request.POST.copy(), ""
            text = self.words.get("text", "").rstrip()
            self.words["text"] = f"{text}\n\n{line}\n" if text else f"{line}\n"
        else:
            self.error = sentence_of(form)


def take(request, form):
    """Keep the picture of a form; give the Markdown that shows it.

    Nothing: it cannot be kept, and the form says why.
    """
    if not (form.is_valid() and limits.spend(request, "upload", form)):
        return ""
    try:
        picture = Picture.objects.keep(request.user, form.cleaned_data["picture"])
    except Picture.Full:
        megabytes = Picture.QUOTA // 1024**2
        form.add_error(
            "picture",
            f"Your pictures take up all of the {megabytes} MB that each member has. "
            "Your profile leads to a list of them. Those that you take out of your "
            "comments make room after two days, or at once if you delete them there.",
        )
        return ""
    return picture.as_markdown(form.cleaned_data["alt"])


def sentence_of(form):
    """Give the first thing that is wrong with a form."""
    return next(iter(form.errors.values()))[0]


def prune():
    """Delete the pictures that nobody shows any more; housekeeping calls this."""
    for picture in Picture.objects.forgotten().order_by("unused_since")[:BITE]:
        discard_unless_used(picture)


@transaction.atomic
def discard_unless_used(picture):
    """Look once more, with its owner kept from writing it into a comment just now."""
    picture.owner.hold()
    left = Picture.objects.filter(pk=picture.pk).forgotten().filter(comments=None)
    if left.exists() and picture.is_in_drafts:
        left.update(unused_since=timezone.now())
    elif left.exists():
        picture.discard()


def erase(member, everything):
    """Delete the pictures of a member who is gone for good.

    Where the words stay, the pictures in them do.
    """
    pictures = (
        member.pictures.all() if everything else member.pictures.filter(comments=None)
    )
    for picture in pictures.iterator():
        picture.discard()
