"""The one table: what each person sees now."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """One person's profile for one logdir. `key` is a secret that only their cookie knows."""

    key = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "source"), name="one_draft_a_source"),)

    def __str__(self) -> str:
        return f"draft of {self.updated:%Y-%m-%d %H:%M}"
