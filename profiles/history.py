"""How a draft came to be what it is: every edit a revision with a label, so that each can be undone.

A revision holds the draft as it was after the edit that its label names; the oldest is where it all began.
What was undone can be done again until something else is done.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from profiles.models import Draft, Revision

LIMIT = 100  # revisions of a draft
AT_ONCE = timedelta(seconds=10)
FIRST = "As it was at first"


def record(draft: Draft, data: Any, label: str) -> None:
    """The draft becomes `data`; what was undone before cannot be done again.

    What a slider or a field says while it is being set is one change.
    """
    if draft.revision_id:
        draft.revisions.filter(id__gt=draft.revision_id).delete()
    if draft.revision and _goes_on(draft.revision, label):
        draft.data = draft.revision.data = data
        draft.revision.save()
        draft.save()
        return
    if draft.revision_id is None:
        draft.revision = draft.revisions.create(data=draft.data, label=FIRST)
    draft.data = data
    draft.revision = draft.revisions.create(data=data, label=label)
    draft.save()
    outdated = draft.revisions.values_list("id", flat=True)[LIMIT:]
    draft.revisions.filter(id__in=list(outdated)).delete()


def _goes_on(revision: Revision, label: str) -> bool:
    is_set = label.startswith("Changed ") and label == revision.label
    return is_set and timezone.now() - revision.created < AT_ONCE


def previous(draft: Draft) -> Revision | None:
    """What undoing leads to."""
    return draft.revisions.filter(id__lt=draft.revision_id or 0).first()


def following(draft: Draft) -> Revision | None:
    """What doing again leads to."""
    return draft.revisions.filter(id__gt=draft.revision_id or 0).last() if draft.revision_id else None


def go(draft: Draft, revision: Revision) -> None:
    """The draft becomes what it was then; the way back stays."""
    draft.data, draft.revision = revision.data, revision
    draft.save()
