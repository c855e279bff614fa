"""Time Series: every tag a card, every run a curve."""

from __future__ import annotations

from dashboards.dashboard import Dashboard


class TimeSeries(Dashboard):
    name = "dashboards.timeseries"
    title = "Time Series"
    order = 10
    reads = ("scalars",)
