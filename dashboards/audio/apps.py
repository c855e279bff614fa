"""Audio: every tag, run and sample a card, at any of its steps."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.dashboard import Dashboard
from dashboards.pages import CardKey
from ingest.store import Snapshot


class Audio(Dashboard):
    name = "dashboards.audio"
    title = "Audio"
    order = 50
    reads = ("audio",)
    cards = "audio"
    styles = ("css/samples.css", "css/audio.css")
    scripts = ("elements/tb-step-slider.js", "elements/tb-sound.js")

    def card_keys(self, snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Sequence[CardKey]:
        from dashboards.audio.cards import audio_keys  # the app registry is loaded before what needs it

        return audio_keys(snapshot, tag, runs)
