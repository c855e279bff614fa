"""A page of Time Series as a value, at an address and with a profile."""

from __future__ import annotations

from django.http import QueryDict

from dashboards.kept import kept_by
from dashboards.pages import CardsPage, Looking
from dashboards.query import parse_query
from dashboards.timeseries.page import TimeSeriesPage, timeseries_page
from ingest.store import Snapshot
from profiles.colors import run_colors
from profiles.schema import ProfileData


def looking(snapshot: Snapshot, address: str = "", profile: ProfileData | None = None) -> TimeSeriesPage:
    """The page at an address."""
    profile = profile or ProfileData()
    query = parse_query(QueryDict(address), kept_by(profile))
    return timeseries_page(Looking(snapshot, profile, query, run_colors(snapshot), "/timeseries/"))


def shown(page: CardsPage) -> dict[str, list[str]]:
    """Groups by label, with the tags whose cards are there."""
    return {group.label: [card.tag for card in group.cards] for group in page.groups}
