"""The sessions in which an account is signed in: list them, end them (R-18).

Sessions are rows of Django's own table, in which only staff have any, under a hash of their
key (`session_store`). What is shown of one is written into it at sign-in: when, and with
which browser. No network address is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.audit import record, session_mark
from accounts.models import User
from accounts.session_store import SessionStore, stored_key

_KEPT = "staff_session"
_BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera"}
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")


@dataclass(frozen=True)
class StaffSession:
    """One session of an account.

    Attributes:
        mark: what the audit calls it; names it in forms without opening it.
        started: when it began; None for one that is older than this list.
        browser: such as "Firefox, Windows".
        current: whether it is the one that asks.
    """

    mark: str
    started: datetime | None
    browser: str
    current: bool


def note_start(request: HttpRequest) -> None:
    """Write into a new session when it began, and in which browser."""
    agent = request.headers.get("user-agent", "")
    now = timezone.now().isoformat()
    request.session[_KEPT] = {"started": now, "browser": browser_name(agent)}


def sessions_of(user: User, request: HttpRequest) -> list[StaffSession]:
    """List the sessions of `user`, the newest first.

    One from before a new password opens nothing any more, and is left out.
    """
    alive = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    found = [
        StaffSession(
            mark=session_mark(session.session_key),
            started=parse_datetime(str(kept.get("started", ""))),
            browser=str(kept.get("browser", "")),
            current=session.session_key == _mine(request),
        )
        for session, kept, password in _of(user)
        if password in alive
    ]
    return sorted(
        found, key=lambda one: one.started.timestamp() if one.started else 0, reverse=True
    )


def end_session(user: User, mark: str) -> bool:
    """End the one session of `user` that `mark` names; says whether there was one."""
    return _end(user, [one for one, *_rest in _of(user) if session_mark(one.session_key) == mark])


def end_others(user: User, request: HttpRequest) -> bool:
    """End every session of `user` but the one that asks."""
    mine = _mine(request)
    return _end(user, [one for one, *_rest in _of(user) if one.session_key != mine])


def end_all(user: User) -> bool:
    """End every session of `user`: the account lost a role, or was suspended."""
    return _end(user, [one for one, *_rest in _of(user)])


def forget_expired() -> None:
    """Delete the sessions that are over: a browser that never signed out leaves one."""
    SessionStore.clear_expired()


def browser_name(agent: str) -> str:
    """Say in two words which browser this is; "" when it does not say.

    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
    'Firefox, Linux'
    """
    browser = next((name for name in _BROWSERS if f"{name}/" in agent), "")
    inside = "".join(re.findall(r"\(([^)]*)\)", agent)[:1])
    system = next((name for name in _SYSTEMS if name in inside), "")
    return ", ".join(filter(None, (_NAMES.get(browser, browser), system)))


def _mine(request: HttpRequest) -> str:
    return stored_key(request.session.session_key or "")


def _of(user: User) -> Iterator[tuple[Session, dict[str, str], str]]:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(user.pk):
            yield session, data.get(_KEPT, {}), data.get(HASH_SESSION_KEY, "")


def _end(user: User, sessions: list[Session]) -> bool:
    if not sessions:
        return False
    marks = [session_mark(session.session_key) for session in sessions]
    Session.objects.filter(pk__in=[session.pk for session in sessions]).delete()
    record("session.revoke", target=user, target_label=user.email, before={"sessions": marks})
    return True
