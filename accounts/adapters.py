"""How allauth behaves here: accounts exist by invitation only, and what they do is on record."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse

from accounts.audit import record
from accounts.models import User


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Closes sign-up: an administrator invites (R-18)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can make an account alone."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Put the new session on record, with how the person proved who it is."""
        ways = [str(way["method"]) for way in get_authentication_records(request, user)]
        record("session.start", target=user, target_label=user.email, after={"with": ways}, by=user)
        return cast(HttpResponse, super().post_login(request, user, **kwargs))

    def logout(self, request: HttpRequest) -> None:
        """Put the end of the session on record while it is still known."""
        if request.user.is_authenticated:
            record("session.end")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Put a wrong password on record; of a stranger only that there was one (R-18)."""
        typed = str(credentials.get("email") or "").strip().lower()
        user = User.objects.filter(email=typed).first() if typed else None
        record("session.refuse", target=user, target_label=user.email if user else "")
        super().authentication_failed(request, **credentials)

    def set_password(self, user: Any, password: str) -> None:
        """Save the password, on record: the first one, a new one or a reset one."""
        super().set_password(user, password)
        record("staff.password", target=user, target_label=user.email)
