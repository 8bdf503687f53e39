"""How allauth behaves here: accounts exist by invitation only, and what they do is on record."""

import base64
import hashlib
import logging
import secrets
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.audit import record
from accounts.models import User
from accounts.reauthentication import recently_proved
from accounts.sessions import note_start

logger = logging.getLogger(__name__)


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Closes sign-up: an administrator invites (R-18)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can make an account alone."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Put the new session on record, with how the person proved who it is."""
        note_start(request)
        ways = [str(way["method"]) for way in get_authentication_records(request, user)]
        record("session.start", target=user, target_label=user.email, after={"with": ways}, by=user)
        return cast(HttpResponse, super().post_login(request, user, **kwargs))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take no password where the organisation's own sign-in is the only one."""
        if not settings.PASSWORD_SIGN_IN:
            raise PermissionDenied
        super().pre_authenticate(request, **credentials)

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

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Take a sign-in of the last five minutes as the proof that it is."""
        return not recently_proved(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Offer the password to those alone who have nothing stronger to show (R-19).

        Otherwise it would do for another passkey, and with that one for everything.
        """
        ways = super().get_reauthentication_methods(user)
        factors = [way for way in ways if way["id"].startswith("mfa_")]
        return factors or ways

    def send_notification_mail(
        self, template_prefix: str, user: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Tell somebody what changed about the own account; put factors on record.

        allauth calls this after each change of a factor, and offers no other place. Who has
        just added a factor has shown it.
        """
        area, _email, change = template_prefix.split("/")
        if area == "mfa":
            record(f"factor.{change}", target=user, target_label=user.email)
            if change in ("totp_activated", "webauthn_added"):
                record_authentication(self.request, user, method="mfa", type=change)
        try:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)
        except OSError:  # smtplib's errors are among them; the change itself is done
            logger.warning("A notice about account %s was not taken by the mail server", user.pk)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps sealed: the database alone opens nothing (R-50)."""

    def get_totp_issuer(self) -> str:
        """Say in the app what the code is for."""
        return f"Paraphe ({settings.SITE_HOST})"

    def encrypt(self, text: str) -> str:
        """Seal a secret with the current one of `TOKEN_KEYS`."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret that any of `TOKEN_KEYS` sealed.

        One that was sealed with a dropped key becomes a secret that nobody knows: codes are
        refused. An empty one would be a secret that everybody knows.
        """
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.warning("A factor is sealed with a key that is not among TOKEN_KEYS any more")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _seal() -> MultiFernet:
    digests = [hashlib.sha256(b"accounts.factors" + key.encode()) for key in settings.TOKEN_KEYS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each.digest())) for each in digests])
