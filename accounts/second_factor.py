"""The second factor: who has one, and whether this session has proved it (R-45)."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from accounts.audit import record
from accounts.models import User
from accounts.sessions import end_all

# Recovery codes stand in for a factor; they are none.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: User) -> bool:
    """Say whether `user` has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def has_proved_factor(request: HttpRequest, user: User) -> bool:
    """Say whether a factor was shown in this session: a code, a key, a recovery code.

    A session may be older than the factor: one that was opened with a password alone, in
    another browser, must not outlive the moment when the account got stronger.
    """
    return any(way["method"] == "mfa" for way in get_authentication_records(request, user))


@transaction.atomic
def reset_factors(user: User) -> int:
    """Remove all factors and recovery codes of somebody who lost them; returns how many.

    Every session ends with them: whoever found the telephone may have one open.

    Args:
        user: who sets up new ones at the next sign-in, with the password as before.
    """
    factors = Authenticator.objects.filter(user=user)
    kinds = sorted(factors.values_list("type", flat=True))
    factors.delete()
    record("factor.reset", target=user, target_label=user.email, before={"kinds": kinds})
    end_all(user)
    return len(kinds)
