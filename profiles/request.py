"""The request as views see it: what is looked at, by whom, and whether a page or a part is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from ingest.store import Snapshot
from profiles.schema import ProfileData

if TYPE_CHECKING:
    from profiles.models import Share


class Request(HttpRequest):
    """`snapshot` is one moment of the data, the same for the whole request; `profile` is the draft;
    `share`: the shared view that is looked at."""

    snapshot: Snapshot
    profile: ProfileData
    htmx: HtmxDetails
    share: Share | None
