"""`EMAIL_URL` alone says who carries the mail."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import PROVIDERS, provider

SECRET = "user:a-long-and-random-secret"


@pytest.mark.parametrize("url", ["smtp://relay:25", "smtp+tls://u:p@relay:587", "smtp+ssl://r:465"])
def test_relay_is_no_provider(url: str) -> None:
    assert provider(url).name == ""


@pytest.mark.parametrize("name", PROVIDERS)
def test_provider_has_its_backend_its_key_and_its_webhook(name: str) -> None:
    found = provider(f"{name}://k%2Fy:s3cret@?webhook={SECRET}")

    assert found.name == name
    assert found.mailer["BACKEND"] == f"anymail.backends.{name}.EmailBackend"
    assert "k/y" in found.anymail.values()
    assert found.anymail["WEBHOOK_SECRET"] == SECRET


def test_provider_is_asked_to_track_nobody() -> None:
    found = provider(f"brevo://key@?webhook={SECRET}")

    assert found.anymail["SEND_DEFAULTS"] == {"track_opens": False, "track_clicks": False}


def test_provider_may_have_settings_of_its_own() -> None:
    found = provider(f"mailgun://key@?sender_domain=mg.appel.example&webhook={SECRET}")

    assert found.anymail["MAILGUN_SENDER_DOMAIN"] == "mg.appel.example"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("brevo://key@", "webhook="),
        ("brevo://key@?webhook=u:short", "webhook="),
        ("brevo://key@?webhook=a-long-word-without-its-colon", "webhook="),
        (f"brevo://?webhook={SECRET}", "key is missing"),
        (f"mailjet://key@?webhook={SECRET}", "mailjet://KEY:SECRET@"),
    ],
)
def test_gap_is_named(url: str, fault: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=fault):
        provider(url)
