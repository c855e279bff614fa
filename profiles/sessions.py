"""Sessions as Django keeps them in the database, under a digest of what the browser brings.

So the admin can list them and end them, and whoever sees the table can take none over.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone


class SessionStore(DatabaseStore):
    """Django's, but for the name of the row."""

    @classmethod
    def get_model_class(cls) -> Any:
        from profiles.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        known = self.model.objects.filter(
            session_key=digest(self.session_key), expire_date__gt=timezone.now()
        )
        found = known.first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str | None) -> bool:
        return super().exists(digest(session_key))

    def create_model_instance(self, data: Any) -> Any:
        row: Any = super().create_model_instance(data)
        row.session_key, row.user_id = digest(row.session_key), data.get(SESSION_KEY)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(digest(key))


def digest(session_key: str | None) -> str:
    """40 characters, as many as Django has room for."""
    return blake2b((session_key or "").encode(), digest_size=20).hexdigest()
