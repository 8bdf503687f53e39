"""A provider's webhook: what its events change, and who may send them (R-84)."""

import json
from base64 import b64encode

import pytest
from anymail.signals import AnymailTrackingEvent
from django.test import Client
from pytest_django import Settings

from appeal.models import Appeal
from config.mail import provider
from signatures.enums import EmailState
from signatures.mail.bounces import Outcome
from signatures.mail.compose import compose
from signatures.mail.delivery import deliver_due
from signatures.mail.message import message_id
from signatures.mail.providers import take_event
from signatures.mail.return_path import row_tag
from signatures.models import OutboundEmail, SuppressedAddress
from tests.signatures.mail.promises import promises, state_of

pytestmark = pytest.mark.requirement("R-84")

SECRET = "brevo:a-long-and-random-webhook-secret"


@pytest.fixture
def sent(appeal: Appeal) -> OutboundEmail:
    return promises(appeal, 1, state=EmailState.SENT)[0]


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (
            {"event_type": "bounced", "mta_response": "550 5.1.1 user unknown"},
            ("bounced", "hard 5.1.1"),
        ),
        ({"event_type": "bounced", "reject_reason": "invalid"}, ("bounced", "hard")),
        ({"event_type": "bounced", "mta_response": "452 4.2.2 full"}, ("bounced", "soft 4.2.2")),
        ({"event_type": "rejected", "reject_reason": "blocked"}, ("bounced", "blocked")),
        ({"event_type": "deferred"}, ("sent", "delayed")),
        ({"event_type": "delivered"}, ("sent", "")),
        ({"event_type": "opened"}, ("sent", "")),
        ({"event_type": "complained"}, ("sent", "")),
    ],
)
def test_event_is_recorded(
    sent: OutboundEmail, event: dict[str, str], state: tuple[str, str]
) -> None:
    take_event(AnymailTrackingEvent(metadata={"row": row_tag(sent)}, **event))

    assert state_of(sent)[::2] == state
    gone = state[1].startswith("hard") or event["event_type"] == "complained"
    assert SuppressedAddress.objects.exists() == gone


def test_event_without_our_note_is_recognised_by_the_message_id(sent: OutboundEmail) -> None:
    event = AnymailTrackingEvent(event_type="bounced", message_id=message_id(sent).strip("<>"))

    assert take_event(event) == Outcome.RECORDED


@pytest.mark.parametrize("tag", ["", "1-aaaaaaaaaaaaaaaa", "x"])
def test_event_about_somebody_elses_mail_changes_nothing(sent: OutboundEmail, tag: str) -> None:
    event = AnymailTrackingEvent(event_type="bounced", metadata={"row": tag}, message_id="abc")

    assert take_event(event) == Outcome.NOT_OURS
    assert state_of(sent)[0] == EmailState.SENT


def test_mail_tells_the_provider_its_row_and_nothing_else(sent: OutboundEmail) -> None:
    mail = compose(sent)

    assert mail.metadata == {"row": row_tag(sent)}  # type: ignore[attr-defined]


@pytest.fixture
def _brevo(settings: Settings) -> None:
    configured = provider(f"brevo://key@?webhook={SECRET}")
    settings.MAIL_PROVIDER, settings.ANYMAIL = configured.name, configured.anymail


@pytest.mark.usefixtures("_brevo")
@pytest.mark.urls("tests.signatures.mail.provider_urls")
@pytest.mark.parametrize(
    ("secret", "status", "state"),
    [(SECRET, 200, EmailState.BOUNCED), ("brevo:wrong", 400, EmailState.SENT)],
)
def test_webhook_takes_events_from_who_knows_the_secret(
    sent: OutboundEmail, secret: str, status: int, state: EmailState
) -> None:
    event = {
        "event": "hard_bounce",
        "email": "suzie@campus.example",
        "ts_event": 1795684440,
        "reason": "550 5.1.1 unknown",
        "X-Mailin-custom": json.dumps({"row": row_tag(sent)}),
    }

    response = Client(enforce_csrf_checks=True).post(
        "/mail-events/brevo/tracking/",
        event,
        content_type="application/json",
        headers={"Authorization": f"Basic {b64encode(secret.encode()).decode()}"},
    )

    assert response.status_code == status
    assert state_of(sent)[0] == state


@pytest.mark.urls("tests.signatures.mail.provider_urls")
def test_webhooks_of_other_providers_do_not_answer(client: Client) -> None:
    assert client.post("/mail-events/mailjet/tracking/").status_code == 404
    assert client.post("/mail-events/brevo/inbound/").status_code == 404


def test_outbox_delivers_through_a_provider(appeal: Appeal, settings: Settings) -> None:
    settings.MAILERS = {"outbox": {"BACKEND": "anymail.backends.test.EmailBackend"}}
    [email] = promises(appeal, 1)

    assert deliver_due() == 1
    assert state_of(email)[::2] == (EmailState.SENT, "")
