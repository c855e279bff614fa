"""The contract of a visualization: an AppConfig that knows its title, its place and what data it reads.

A dashboard is one folder and one line in INSTALLED_APPS; nav and URLs are loops over `dashboards()`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.apps import AppConfig, apps
from django.urls import reverse

from dashboards.kept import Pairs
from dashboards.pages import CardKey, one_for_each_run
from ingest import kinds
from ingest.store import Snapshot


class Dashboard(AppConfig):
    """Subclass in `apps.py` with a `title`; `urls.py` names the page `dashboard`, below `<label>/`.

    ``reads``: the plugins whose data it shows. ``cards``: the plugin whose samples are cards that other pages
    may show and pin; then `urls.py` has an address `card`, and ``styles`` and ``scripts`` are the static
    files that such a card needs. ``has_x_axis``: steps or times lie along an axis of it, as the page says.
    """

    # An apps.py that imports this class holds two AppConfigs, and Django would silently take neither.
    default = False
    title: ClassVar[str]
    order: ClassVar[int] = 1000
    reads: ClassVar[tuple[str, ...]] = ()
    cards: ClassVar[str] = ""
    styles: ClassVar[tuple[str, ...]] = ()
    scripts: ClassVar[tuple[str, ...]] = ()
    has_x_axis: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def is_active(self, snapshot: Snapshot) -> bool:
        """Whether there is data to show; an inactive dashboard stays reachable under "More"."""
        return any(plugin in snapshot.plugins for plugin in self.reads)

    def card_keys(self, snapshot: Snapshot, tag: str, runs: Sequence[str]) -> Sequence[CardKey]:
        """The cards of a tag, given the runs that have it: one a run, unless a dashboard knows better."""
        return one_for_each_run(self.cards)(snapshot, tag, runs)

    def card_url(self, key: CardKey, said: Pairs = ()) -> str:
        """Where a single card comes from, as a fragment. ``said``: what else its page says."""
        named = {"tag": key.tag, "run": key.run, "sample": key.sample or None}
        asked = [*((name, value) for name, value in named.items() if value is not None), *said]
        return f"{reverse(f'{self.label}:card')}?{urlencode(asked)}"

    @property
    def url(self) -> str:
        """Address of the page."""
        return reverse(f"{self.label}:dashboard")


def dashboards() -> tuple[Dashboard, ...]:
    """All dashboards, in the order of the tabs."""
    found = [config for config in apps.get_app_configs() if isinstance(config, Dashboard)]
    return tuple(sorted(found, key=lambda dashboard: (dashboard.order, dashboard.title)))


def unknown_plugins(snapshot: Snapshot) -> tuple[str, ...]:
    """Plugins whose data is kept though neither we nor any dashboard knows what it is."""
    known = kinds.PLUGINS.union(*(dashboard.reads for dashboard in dashboards()))
    return tuple(plugin for plugin in snapshot.plugins if plugin not in known)
