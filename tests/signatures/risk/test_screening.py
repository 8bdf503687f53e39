"""Signing under a crowd and under an attack, through the form (R-07, R-09, R-52)."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from appeal.models import Appeal
from signatures.enums import ModerationStatus
from signatures.models import ModerationDecision, NetworkKind, NetworkRule, OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk import meter, network_rules
from signatures.risk.notice import NETWORK_MOST
from signatures.risk.reasons import RiskReason
from tests.signatures.signing.entries import typed

HELD = ModerationStatus.HELD
BROWSER = {"HTTP_ACCEPT_LANGUAGE": "fr", "HTTP_USER_AGENT": "Mozilla/5.0"}


def sign(client: Client, appeal: Appeal, number: int = 0, **fields: str) -> None:
    """Sign as somebody else each time."""
    names = {"first_name": "Ève", "last_name": f"Nº{number} Exemple", **fields}
    names.setdefault("email", f"eve.exemple{number}@campus.example")
    response = client.post("/fr/appeals/appel/sign/", typed(appeal, **names), **BROWSER)  # type: ignore[arg-type]
    assert response.status_code == 303


def held() -> int:
    return Signature.objects.filter(moderation=HELD).count()


@pytest.mark.requirement("R-07")
def test_amphitheatre_passes_and_what_comes_on_top_is_held(client: Client, appeal: Appeal) -> None:
    most = NETWORK_MOST.most
    for number in range(most):
        sign(client, appeal, number)
    assert held() == 0

    for number in range(most, most + 5):
        sign(client, appeal, number)

    assert Signature.objects.count() == OutboundEmail.objects.count() == most + 5
    assert held() == 5
    decision = ModerationDecision.objects.first()
    assert decision is not None
    assert decision.decided_by is None
    assert str(RiskReason.NETWORK_EXCESS.label) in decision.reason


@pytest.mark.requirement("R-07")
def test_campus_that_organisers_entered_is_never_held(
    client: Client, appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signatures.risk.notice.NETWORK_MOST", meter.Limit("few", 2, 600))
    NetworkRule.objects.create(network="127.0.0.0/8", kind=NetworkKind.ALLOW)
    network_rules.forget_rules()

    for number in range(4):
        sign(client, appeal, number)

    assert held() == 0


@pytest.mark.parametrize(
    ("starts", "ends", "number_held"),
    [(-2, 2, 1), (None, None, 1), (None, -1, 0), (1, None, 0)],
)
def test_held_network_has_its_window(
    client: Client, appeal: Appeal, starts: int | None, ends: int | None, number_held: int
) -> None:
    now = database_now()
    window = [None if hours is None else now + timedelta(hours=hours) for hours in (starts, ends)]
    NetworkRule.objects.create(
        network="127.0.0.1/32", kind=NetworkKind.HOLD, starts_at=window[0], ends_at=window[1]
    )
    network_rules.forget_rules()

    sign(client, appeal)

    assert held() == number_held


@pytest.mark.requirement("R-09")
def test_throw_away_mailbox_is_held_and_gets_its_mail(client: Client, appeal: Appeal) -> None:
    sign(client, appeal, email="eve@yopmail.com")

    assert held() == OutboundEmail.objects.count() == 1


def test_mails_of_a_flood_wait_behind_everybody_elses(client: Client, appeal: Appeal) -> None:
    for number in range(3):
        sign(client, appeal, number, email=f"eve{number}@yopmail.com")
    sign(client, appeal, 9)

    due = OutboundEmail.objects.order_by("due_at").values_list("signature__email", flat=True)

    assert due[0] == "eve.exemple9@campus.example"


@pytest.mark.requirement("R-65")
def test_signature_keeps_a_hash_of_its_network_and_no_address(
    client: Client, appeal: Appeal
) -> None:
    sign(client, appeal, 1)
    sign(client, appeal, 2)

    one, two = Signature.objects.values_list("network_key", flat=True)
    assert one is not None
    assert one == two
    assert b"127" not in bytes(one)[:3]


@pytest.mark.requirement("R-52")
def test_signing_stays_open_without_redis(
    client: Client, appeal: Appeal, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    meter.redis_meter.cache_clear()
    try:
        sign(client, appeal)
    finally:
        meter.redis_meter.cache_clear()

    assert Signature.objects.count() == 1
    assert held() == 0


@pytest.mark.requirement("R-06", "R-52")
def test_forged_header_does_not_escape_the_limit(
    client: Client, appeal: Appeal, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    monkeypatch.setattr("signatures.risk.notice.NETWORK_MOST", meter.Limit("few", 2, 600))

    for number in range(4):
        values = typed(appeal, last_name=f"Exemple {number}x", email=f"eve{number}@campus.example")
        forwarded = {"HTTP_X_FORWARDED_FOR": f"1.2.3.{number}, 203.0.113.9"}
        client.post("/fr/appeals/appel/sign/", values, **BROWSER, **forwarded)  # type: ignore[arg-type]

    assert held() == 2
