"""Distributions: how the percentiles of a tag move, every tag of every run a card."""

from __future__ import annotations

from dashboards.dashboard import Dashboard


class Distributions(Dashboard):
    name = "dashboards.distributions"
    title = "Distributions"
    order = 50
    reads = ("histograms",)
