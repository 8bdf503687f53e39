"""Invite a member of staff: an account without a password, and a link to set one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User


def invitation_address(user: User) -> str:
    """Give the full address where `user` sets a first password.

    It is allauth's reset link: it dies with its first use and with
    `PASSWORD_RESET_TIMEOUT` (three days).
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": key.split("-", 1)[0], "key": key.split("-", 1)[1]},
    )
    return f"{settings.SITE_URL}{path}"


def invite(*, email: str, roles: list[str], name: str = "") -> User:
    """Create an account for `email` with these roles and mail its owner a link.

    Inviting an address again sends a new link and adds the roles.

    Args:
        email: where the invitation goes, and what signs in.
        roles: names of groups in `accounts.roles`.
        name: how the desk shows the person.
    """
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            user = User.objects.create_user(email, name=name)
        user.groups.add(*Group.objects.filter(name__in=roles))
    send_invitation(user)
    return user


def send_invitation(user: User) -> None:
    """Mail `user` a link to set a password."""
    send_mail(
        subject=_("Your account at the organisers’ desk"),
        message=render_to_string(
            "accounts/invitation.txt", {"user": user, "address": invitation_address(user)}
        ),
        from_email=None,
        recipient_list=[user.email],
    )
