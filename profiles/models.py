"""The tables: what each person sees now, how they came there, what they and their teams have saved, and who
may do what.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from tensorbored.plugins.core.checks import MAX_TITLE

BY_USER = Q(user__isnull=False, key="")
BY_KEY = Q(user__isnull=True) & ~Q(key="")


class Document(models.JSONField):
    """JSON as it was written: a binary type would put keys in another order and spell numbers anew."""

    def db_type(self, connection: Any) -> str:
        return "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return json.dumps(value, separators=(",", ":"))


class Owned(models.Model):
    """Somebody's: a user's, or a browser's, by the digest of the cookie that it brings."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True


class Draft(Owned):
    """What one person sees of one logdir now.

    ``active``: the profile that it was loaded from or saved as. ``default_seen``: the token of the default
    profile that it began with, or that its owner knows of. ``revision``: where it is in its history.
    """

    source = models.CharField(max_length=64)
    data = Document(default=dict)
    active = models.ForeignKey("Saved", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    default_seen = models.CharField(max_length=64, blank=True, default="", editable=False)
    revision = models.ForeignKey(
        "Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "source"), condition=BY_USER, name="one_draft_a_user"),
            models.UniqueConstraint(fields=("key", "source"), condition=BY_KEY, name="one_draft_a_browser"),
            models.CheckConstraint(condition=BY_USER | BY_KEY, name="a_draft_is_somebodys"),
        )

    def __str__(self) -> str:
        return f"draft of {self.updated:%Y-%m-%d %H:%M}"


class Revision(models.Model):
    """A draft as it was, and in a word what was done to it then."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    data = Document(default=dict)
    label = models.CharField(max_length=MAX_TITLE)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.label


class Saved(Owned):
    """A named profile: a user's, a browser's, or a team's. Without a source it is meant for any logdir."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="profiles")
    source = models.CharField(max_length=64, blank=True, default="")
    name = models.CharField(max_length=MAX_TITLE)
    data = Document(default=dict)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "profile"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("user", "name"), condition=BY_USER, name="one_name_a_user"),
            models.UniqueConstraint(fields=("key", "name"), condition=BY_KEY, name="one_name_a_browser"),
            models.UniqueConstraint(
                fields=("group", "name"), condition=Q(group__isnull=False), name="one_name_a_team"
            ),
            models.CheckConstraint(
                condition=((BY_USER | BY_KEY) & Q(group__isnull=True))
                | Q(group__isnull=False, user__isnull=True, key=""),
                name="a_profile_is_somebodys",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Share(Owned):
    """A view that somebody has made a short address for: what they saw, and where."""

    slug = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=64)
    data = Document(default=dict)
    path = models.CharField(max_length=200)
    query = models.TextField(blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "shared view"

    def __str__(self) -> str:
        return self.slug


class Role(models.IntegerChoices):
    """What somebody may do with a logdir; each may do what those before it may."""

    NONE = 0, "none"
    VIEWER = 1, "viewer"
    EDITOR = 2, "editor"
    ADMIN = 3, "admin"


class Source(models.Model):
    """Directories that are looked at together, and what everybody who signs in may do with them."""

    key = models.CharField(max_length=64, unique=True, editable=False)
    name = models.TextField(editable=False)
    everyone = models.PositiveSmallIntegerField(
        "everybody's role",
        choices=Role.choices,
        default=Role.VIEWER,
        help_text="The least that anybody who has signed in may do.",
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role for one user or one group."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="grants"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="grants")
    role = models.PositiveSmallIntegerField(choices=Role.choices[1:], default=Role.EDITOR)

    class Meta:
        verbose_name = "role"
        constraints = (
            models.UniqueConstraint(fields=("source", "user"), name="one_role_a_user"),
            models.UniqueConstraint(fields=("source", "group"), name="one_role_a_group"),
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(group__isnull=True),
                name="a_role_is_somebodys",
                violation_error_message="A role is for a user or for a group: choose one of them.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.source}"


class KeptDefault(models.Model):
    """The default profile of a source whose directory could not be written to.

    ``over``: the token of the file that was there then, empty for none; another file comes before this.
    """

    source = models.CharField(max_length=64, unique=True)
    data = Document(default=dict)
    over = models.CharField(max_length=64, blank=True, default="")
    updated = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"default kept {self.updated:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """A try to sign in that failed, under a digest of the account and the address that it came from."""

    key = models.CharField(max_length=64, db_index=True)
    made = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"failed at {self.made:%Y-%m-%d %H:%M}"


class Session(AbstractBaseSession):
    """A browser in which somebody has signed in. Not its name stands here but a digest, see `sessions`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"
        verbose_name_plural = "sessions"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from profiles.sessions import SessionStore

        return SessionStore

    def __str__(self) -> str:
        return f"session of {self.user or 'nobody'}"
