"""Changes to the draft. Each answers 204 and says what changed; without htmx it leads back to the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from profiles import edits
from profiles.answers import Change, Refused, changed, refusal
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData


@require_POST
def settings(request: Request) -> HttpResponse:
    """Keep a setting: `pageSize`, the cards on a page."""
    try:
        change = _setting(request.POST.get("pageSize", ""))
    except (Refused, BadProfile) as error:
        return refusal(error)
    return changed(request, change, "settings-changed")


def _setting(text: str) -> Change:
    try:
        size = int(text)
    except ValueError:
        raise Refused("pageSize: a whole number is expected.") from None
    edits.set_page_size(ProfileData(), size)
    return lambda profile: edits.set_page_size(profile, size)
