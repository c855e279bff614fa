"""Scalars: the classic page, a card a tag in folders, and in categories that people make."""

from __future__ import annotations

from dashboards.dashboard import Dashboard


class Scalars(Dashboard):
    name = "dashboards.scalars"
    title = "Scalars"
    order = 20
    reads = ("scalars",)
