"""The button of the organisation's own sign-in."""

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def single_sign_on() -> dict[str, str] | None:
    """Give label and address of the button; None where there is no such sign-in."""
    if not settings.OIDC_ISSUER:
        return None
    address = reverse("openid_connect_login", kwargs={"provider_id": "sso"})
    return {"label": settings.OIDC_LABEL, "address": address}


@register.simple_tag
def password_sign_in() -> bool:
    """Say whether passwords sign in here."""
    return bool(settings.PASSWORD_SIGN_IN)
