"""The record of what staff did: who, what, to what, before, after, when, from which session.

Call `record` inside the transaction of the act, so that both happen or neither (R-19). Who
acts is known from the request (`accounts.middleware.AuditMiddleware`); a job, a command or
a schedule says it with `by`.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import AuditEntry, User
from accounts.session_store import stored_key

_request: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


@contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    """Make `request` the source of who and from where, for what is recorded within."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def record(
    act: str,
    *,
    target: Model | None = None,
    target_label: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    by: User | None = None,
) -> None:
    """Add one act to the record, for good.

    Args:
        act: `area.verb`, such as `appeal.publish` or `signature.hide`.
        target: what it was done to, if that is one thing.
        target_label: what people call the target. Never a signatory's name or address.
        before: what changed, as it was: states, ids, counts, reasons out of a list. No
            address and no name of a signatory, nor words typed about one (rule 5):
            what is written here stays for good.
        after: the same, as it is now.
        by: who did it; by default the person whose request this is. None outside a
            request is the command line, the schedule or a rule.
    """
    request = _request.get()
    who = by or _person(request)
    kind = target._meta.label_lower if target is not None else ""  # noqa: SLF001 -- public API
    key = str(target.pk) if target is not None and target.pk is not None else ""
    words = [act, f"{who.email} {who.name}" if who else "", kind, key, target_label]
    AuditEntry.objects.create(
        act=act,
        by=who,
        target_type=kind,
        target_id=key,
        target_label=target_label[:200],
        before=before or {},
        after=after or {},
        session=_session(request),
        search_key=fold(" ".join(filter(None, words)))[:700],
    )


def session_mark(session_key: str) -> str:
    """Give what the record keeps of a session: sixteen digits that open nothing.

    Args:
        session_key: as it is stored.
    """
    return salted_hmac("accounts.audit", session_key, algorithm="sha256").hexdigest()[:16]


def fold(text: str) -> str:
    """Give `text` without capitals and accents, as it is searched for."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _person(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return cast(User, user) if getattr(user, "is_authenticated", False) else None


def _session(request: HttpRequest | None) -> str:
    key = getattr(getattr(request, "session", None), "session_key", None)
    return session_mark(stored_key(key)) if key else ""
