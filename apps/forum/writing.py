"""A page for writing: its form, and what can be done with it before it is sent."""

from apps.look import limits, markup

from . import mentions


class Desk:
    """The form of a page for writing, with the buttons that it has.

    The form's own button publishes; another, named "preview", only shows the text,
    made by what also makes the stored one.
    """

    def __init__(self, request, form_class, refusal, **form):
        self.request = request
        self.refusal = refusal
        self.form = form_class(request.POST or None, **form)

    def publishes(self, act):
        """Say whether the words are to be published now: asked for, right, allowed."""
        return (
            not self.refusal
            and "preview" not in self.request.POST
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
        return markup.stored(mentions.render(text)[0])

    @property
    def context(self):
        """What the page's template needs, and _writing_form.html."""
        preview = self.preview  # which may add an error to the form
        return {"form": self.form, "refusal": self.refusal, "preview": preview}

    @property
    def status(self):
        return 403 if self.refusal else 200
