"""The webhook of the one mail provider in use; no other one answers."""

from anymail import urls as anymail
from django.urls import URLPattern


def webhook(provider: str) -> list[URLPattern]:
    """Give the address to which `provider` tells what became of mails."""
    name = f"{provider}_tracking_webhook"
    return [
        pattern
        for pattern in anymail.urlpatterns
        if isinstance(pattern, URLPattern) and pattern.name == name
    ]
