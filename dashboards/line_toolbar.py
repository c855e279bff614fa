"""What the toolbar of curves offers: axes, scales, groups as one line; and how large pictures are."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from dashboards.kept import kept_by
from dashboards.line_cards import OWN, PICTURE
from dashboards.query import X_NAMES, parse_query
from dashboards.scales import NAMES
from dashboards.spread import BAND_NAMES, CENTRES

if TYPE_CHECKING:
    from profiles.request import Request

MOST_TAGS = 1000
"""So many tags are offered as x axes; any other can be typed."""


def toolbar_context(request: Request) -> dict[str, Any]:
    """What `timeseries/_toolbar.html` and the cards with curves need."""
    query = parse_query(request.GET, kept_by(request.profile), OWN)
    own = OWN.items()
    return {
        "x_axes": tuple(X_NAMES.items()),
        "x_tags": tuple(islice(request.snapshot.scalar_tags, MOST_TAGS)),
        "scales": tuple(NAMES.items()),
        "centres": CENTRES,
        "bands": tuple(BAND_NAMES.items()),
        "picture": {side: round(PICTURE[side] * PICTURE["dpi"]) for side in ("width", "height")},
        **{name: query.choice(name, among) if among else query.said(name) for name, among in own},
    }
