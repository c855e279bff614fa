"""Images: every tag, run and sample a card, at any of its steps."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.dashboard import Dashboard
from dashboards.pages import CardKey
from ingest.store import Snapshot


class Images(Dashboard):
    name = "dashboards.images"
    title = "Images"
    order = 40
    reads = ("images",)
    cards = "images"
    styles = ("css/samples.css", "css/images.css")
    scripts = ("elements/tb-step-slider.js", "elements/tb-picture.js")

    def card_keys(self, snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Sequence[CardKey]:
        from dashboards.images.cards import image_keys  # the app registry is loaded before what needs it

        return image_keys(snapshot, tag, runs)
