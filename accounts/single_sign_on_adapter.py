"""How allauth behaves with a single sign-on: in only with a role of ours."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from accounts.audit import record
from accounts.models import User
from accounts.single_sign_on import claimed_roles, take_roles


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Takes roles from claims at each sign-in; makes an account for who has one."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse who has no role here; give who has an account the roles of today."""
        roles = claimed_roles(sociallogin.account.extra_data)
        if not roles:
            record("session.refuse", after={"with": ["socialaccount"], "why": "no role"})
            raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", status=403))
        if sociallogin.is_existing and sociallogin.user.is_active:
            take_roles(sociallogin.user, roles)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Who has a role needs no invitation."""
        return bool(claimed_roles(sociallogin.account.extra_data))

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Ask nothing. An address that has an account of its own is not taken over."""
        if User.objects.filter(email=sociallogin.user.email.strip().lower()).exists():
            raise ImmediateHttpResponse(
                render(request, "socialaccount/refused.html", {"taken": True}, status=403)
            )
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Take the name too; ours is one field."""
        user = super().populate_user(request, sociallogin, data)
        user.email = (user.email or "").strip().lower()
        words = [data.get("first_name"), data.get("last_name")]
        user.name = (data.get("name") or " ".join(filter(None, words)))[:120]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """Make the account with its roles, on record."""
        user = super().save_user(request, sociallogin, form)
        record("staff.add", target=user, target_label=user.email, after={"from": "single sign-on"})
        take_roles(user, claimed_roles(sociallogin.account.extra_data))
        return user
