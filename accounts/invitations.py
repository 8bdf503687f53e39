"""Invite a member of staff: an account without a password, and a link to set one."""

from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User


class InvitationNotSentError(Exception):
    """The mail server did not take the invitation; it can be sent again."""


def invitation_address(user: User) -> str:
    """Give the full address where `user` sets a first password.

    It is allauth's reset link: it dies with its first use and with
    `PASSWORD_RESET_TIMEOUT` (three days).
    """
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.SITE_URL}{path}"


def send_invitation(user: User) -> None:
    """Mail `user` a link to set a password.

    Call it outside a transaction: SMTP takes its time, and a link must not go out for an
    account that is rolled back.

    Raises:
        InvitationNotSentError: the mail server is away, or refuses.
    """
    try:
        send_mail(
            subject=_("Your account at the organisers’ desk"),
            message=render_to_string(
                "accounts/invitation.txt",
                {
                    "user": user,
                    "address": invitation_address(user),
                    "site": urlsplit(settings.SITE_URL).netloc,
                },
            ),
            from_email=None,
            recipient_list=[user.email],
        )
    except OSError as error:  # smtplib's errors are among them
        raise InvitationNotSentError from error
    record("staff.invite", target=user, target_label=user.email)


def keep_one_address(user: User) -> None:
    """Forget the addresses that `user` had before: they must not sign in, nor reset.

    allauth remembers every address that an account ever had.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
