"""Histograms: every tag of every run a card, its steps behind one another."""

from __future__ import annotations

from dashboards.dashboard import Dashboard


class Histograms(Dashboard):
    name = "dashboards.histograms"
    title = "Histograms"
    order = 60
    reads = ("histograms",)
    cards = "histograms"
    styles = ("css/chart.css", "css/samples.css", "css/slices.css")
    scripts = ("elements/tb-histogram.js",)
    has_x_axis = True
