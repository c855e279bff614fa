"""What a metric means, said by whoever looks: a panel beside the card, and the change of the draft."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from profiles import edits
from profiles.answers import Toast, changed, refusal, refused_aloud
from profiles.drafts import sight_of
from profiles.panels import panel
from profiles.request import Request
from profiles.schema import BadProfile
from tensorbored.plugins.core import checks

EVENT = "cards-changed"


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: Request) -> HttpResponse:
    """A form with what the profile says of `tag`; or `text`, to be said in its place, empty for nothing."""
    is_said = request.method == "POST"
    try:
        tag = checks.text((request.POST if is_said else request.GET).get("tag"), "tag")
        return _said(request, tag) if is_said else _form(request, tag)
    except BadProfile as error:
        return refused_aloud(request, error) if is_said else refusal(error)


def _form(request: Request, tag: str) -> HttpResponse:
    said = request.profile.metric_descriptions.get(tag, "")
    context = {"tag": tag, "said": said, "most": checks.MAX_DESCRIPTION}
    return panel(request, "profiles/_describe.html", context)


def _said(request: Request, tag: str) -> HttpResponse:
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    profile = sight_of(request).profile
    before = profile.metric_descriptions.get(tag, "")
    edits.describe(profile, tag, text)
    words = "Described" if text else "No longer described:"
    toast = Toast(words, tag, reverse("profiles:describe"), (("tag", tag), ("text", before)))
    return changed(request, lambda profile: edits.describe(profile, tag, text), EVENT, toast)
