"""The contract of a visualization: an AppConfig that knows its title, its place and what data it reads.

A dashboard is one folder and one line in INSTALLED_APPS; nav and URLs are loops over `dashboards()`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.urls import reverse

from ingest.store import Snapshot


class Dashboard(AppConfig):
    """Subclass in `apps.py` with a `title`; `urls.py` names the page `dashboard`, below `<label>/`."""

    # An apps.py that imports this class holds two AppConfigs, and Django would silently take neither.
    default = False
    title: ClassVar[str]
    order: ClassVar[int] = 1000
    reads: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def is_active(self, snapshot: Snapshot) -> bool:
        """Whether there is data to show; an inactive dashboard stays reachable under "More"."""
        return "scalars" in self.reads and any(run.scalar_tags for run in snapshot.runs.values())

    @property
    def url(self) -> str:
        """Address of the page."""
        return reverse(f"{self.label}:dashboard")


def dashboards() -> tuple[Dashboard, ...]:
    """All dashboards, in the order of the tabs."""
    found = [config for config in apps.get_app_configs() if isinstance(config, Dashboard)]
    return tuple(sorted(found, key=lambda dashboard: (dashboard.order, dashboard.title)))
