"""For templates: the address of the trace of the page that is being made."""

from django.urls import NoReverseMatch, reverse


def xray(request):
    """Give `xray_address`: nothing unless this request is being recorded."""
    recording = getattr(request, "xray", None)
    return {"xray_address": Address(recording)} if recording else {}


class Address:
    """The address as text; whoever writes it into a page makes the page one's own."""

    def __init__(self, recording):
        self.recording = recording

    def __bool__(self):
        return bool(self.found())

    def __str__(self):
        found = self.found()
        self.recording.shows_link = bool(found)
        return found

    def found(self):
        if self.recording.is_own:
            return ""
        try:
            return reverse("xray:trace_detail", args=[self.recording.id])
        except NoReverseMatch:  # the project has no addresses for traces
            return ""
