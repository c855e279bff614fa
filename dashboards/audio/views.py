"""Audio over HTTP: the page with its cards, the steps of a card, its sounds and pictures of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboards import sample_views
from dashboards.asked_samples import asked_card, asked_file, asked_position
from dashboards.audio.cards import audio_page
from dashboards.audio.drawings import THEMES, drawn
from dashboards.audio.sounds import PLUGIN, facts_of
from dashboards.blobs import blob
from dashboards.clients import answer
from dashboards.http import refused
from dashboards.not_shown import NotShown
from dashboards.refusals import NotThere, refusal
from dashboards.views import dashboard_page

if TYPE_CHECKING:
    from profiles.request import Request


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The page, or its cards."""
    return dashboard_page(request, PLUGIN, audio_page)


@require_safe
def sound(request: Request) -> HttpResponse:
    """A sound as a player asks for it: whole, or a part."""
    return sample_views.file(request, PLUGIN, download=False)


@require_safe
def facts(request: Request) -> HttpResponse:
    """What there is to say of a sound: `{text, seconds, label, problem}`."""
    try:
        found = asked_card(request, PLUGIN)
        at = asked_position(request, found)
    except NotThere as error:
        return refusal(error)
    return answer(asdict(facts_of(found.steps, at, found.sample)))


@require_safe
def drawing(request: Request, kind: str) -> HttpResponse:
    """The waveform or the spectrogram of a sound, in the colours of a theme."""
    theme = request.GET.get("theme", THEMES[0])
    if theme not in THEMES:
        return refused(f"theme: one of {', '.join(THEMES)} is expected.")
    try:
        found, at, content = asked_file(request, PLUGIN)
        picture = drawn(kind, content, theme)
    except (NotThere, NotShown) as error:
        return refusal(error)
    return blob(request, picture, f"{found.name(at)} {kind}", kind="image/png", cached="key" in request.GET)
