"""Sessions of staff in the database, under a hash of their key: a copy of it opens no desk.

Django's own store keeps the key itself, which is all that a browser has to show (R-50).
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

_LENGTH = 40  # of the column; 160 bits


def stored_key(session_key: str) -> str:
    """Give what stands in the database for the key that a browser shows."""
    return hashlib.sha256(f"accounts.session_store:{session_key}".encode()).hexdigest()[:_LENGTH]


class SessionStore(db.SessionStore):
    """Django's store, but for how rows are found (`SESSION_ENGINE`)."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        rows = self.model.objects.filter(expire_date__gt=timezone.now())
        found = rows.filter(pk=stored_key(self.session_key or "")).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Say whether there is a session with this key."""
        return bool(super().exists(stored_key(session_key)))

    def create_model_instance(self, data: Any) -> AbstractBaseSession:
        """Make the row."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End the session with this key; by default this one."""
        if key := session_key or self.session_key:
            super().delete(stored_key(key))
