"""Text: what a program said at each step, set as markdown or as it stands."""

from __future__ import annotations

from dashboards.dashboard import Dashboard


class Text(Dashboard):
    name = "dashboards.text"
    title = "Text"
    order = 70
    reads = ("text",)
