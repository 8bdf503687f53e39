"""Who carries the mail: an SMTP relay or a provider, both said by `EMAIL_URL` alone.

`smtp+tls://user:password@relay:587` is a relay. `brevo://API-KEY@` is a provider, spoken to
through django-anymail, with its webhook under `/mail-events/brevo/`; the `webhook` in
`brevo://API-KEY@?webhook=user:secret` is what the provider must show there.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Anymail's names for what stands before and after the colon, in front of the @.
PROVIDERS = {
    "brevo": ("BREVO_API_KEY", ""),
    "mailjet": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "mailgun": ("MAILGUN_API_KEY", ""),
    "postmark": ("POSTMARK_SERVER_TOKEN", ""),
}
_SHORTEST_SECRET = 20


@dataclass(frozen=True)
class Provider:
    """A mail provider.

    Attributes:
        name: as in the scheme of `EMAIL_URL`; empty for plain SMTP.
        mailer: for Django's `MAILERS`.
        anymail: for Anymail's settings.
    """

    name: str = ""
    mailer: dict[str, Any] = field(default_factory=dict)
    anymail: dict[str, Any] = field(default_factory=dict)


def provider(email_url: str) -> Provider:
    """Read the provider from `EMAIL_URL`; one without name when it is plain SMTP.

    Raises:
        ImproperlyConfigured: the key or the webhook's secret is missing or weak.
    """
    url = urlsplit(email_url)
    if url.scheme not in PROVIDERS:
        return Provider()
    names = PROVIDERS[url.scheme]
    values = (unquote(url.username or ""), unquote(url.password or ""))
    query = {name: found[0] for name, found in parse_qs(url.query).items()}
    webhook = query.pop("webhook", "")
    example = f"{url.scheme}://KEY{':SECRET' if names[1] else ''}@?webhook=user:secret"
    if any(name and not value for name, value in zip(names, values, strict=True)):
        raise ImproperlyConfigured(f"EMAIL_URL: the key is missing: {example}")
    if ":" not in webhook or len(webhook) < _SHORTEST_SECRET:
        raise ImproperlyConfigured(
            "EMAIL_URL: webhook= must hold user:secret, random, "
            f"{_SHORTEST_SECRET} characters or more: {example}"
        )
    return Provider(
        name=url.scheme,
        mailer={"BACKEND": f"anymail.backends.{url.scheme}.EmailBackend"},
        anymail={
            **{name: value for name, value in zip(names, values, strict=True) if name},
            # Such as mailgun's sender domain, or an address of the API inside the EU.
            **{f"{url.scheme}_{name}".upper(): value for name, value in query.items()},
            "WEBHOOK_SECRET": webhook,
            "REQUESTS_TIMEOUT": (3, 10),
            # Not every provider lets us choose the return path; they take the bounces.
            "IGNORE_UNSUPPORTED_FEATURES": True,
            # No pixel, no rewritten link.
            "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
        },
    )
