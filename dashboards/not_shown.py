"""Why a sample is not shown. By itself, so that worker processes get it without all that answers requests."""

from __future__ import annotations


class NotShown(Exception):
    """A sample that is not shown. The message is a sentence for the user."""
