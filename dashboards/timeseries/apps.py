"""Time Series: every tag a card, every run a curve."""

from __future__ import annotations

from dashboards.dashboard import Dashboard, dashboards
from ingest.store import Snapshot


class TimeSeries(Dashboard):
    name = "dashboards.timeseries"
    title = "Time Series"
    order = 10
    reads = ("scalars",)

    def is_active(self, snapshot: Snapshot) -> bool:
        """Whether there are scalars, or samples whose cards other dashboards lend."""
        lent = {dashboard.cards for dashboard in dashboards() if dashboard.cards}
        return bool(snapshot.plugins and {*self.reads, *lent} & set(snapshot.plugins))
