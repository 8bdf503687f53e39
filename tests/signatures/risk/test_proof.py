"""The proof of work: under attack only, once each, and never needed to sign (R-08)."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from appeal.models import Appeal
from demo.waves.clock import SimulatedMeter
from signatures.desk.moderation import approve
from signatures.enums import EmailKind, ModerationStatus, SignatureStatus
from signatures.figures.counting import total
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.page_cache import pages
from signatures.risk.attack import HELD_BEFORE_ALARM, is_under_attack, notice_held
from signatures.risk.meter import redis_meter
from signatures.risk.proof import is_excused, is_proof, new_challenge
from signatures.signing.form_token import asked_for_proof, make_form_token
from signatures.tokens import Purpose
from tests.signatures.signing.entries import form_token, typed
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-08")]


@pytest.fixture(autouse=True)
def _little_work(settings: Settings) -> None:
    settings.PROOF_MAX_NUMBER = 200


def solve(task: dict[str, Any], **changed: Any) -> str:
    """Do what static/js/proof.js does."""
    for number in range(task["maxNumber"] + 1):
        text = f"{task['salt']}{number}".encode()
        if hashlib.sha256(text).hexdigest() == task["challenge"]:
            solution = {key: task[key] for key in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(
                json.dumps({**solution, "number": number, **changed}).encode()
            ).decode()
    raise AssertionError


@pytest.fixture
def attack(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is being flooded."""
    monkeypatch.setattr("signatures.signing.views.is_under_attack", lambda _meter: True)
    monkeypatch.setattr("signatures.signing.submission.is_under_attack", lambda _meter: True)


def test_solution_is_a_proof_once() -> None:
    proof = solve(new_challenge(now=database_now()))

    assert is_proof(proof, meter=redis_meter())
    assert not is_proof(proof, meter=redis_meter())


def test_what_is_no_solution_of_ours_is_no_proof() -> None:
    task = new_challenge(now=database_now())
    late = new_challenge(now=database_now() - timedelta(hours=3))

    for forged in (
        "",
        "x" * 2000,
        "bm9uZQ==",
        base64.b64encode(b"[1]").decode(),
        base64.b64encode(b'"x"').decode(),
        base64.b64encode(b"null").decode(),
        base64.b64encode(b"\xff").decode(),
        base64.b64encode(b"[" * 700).decode(),
        solve(task, number=-1),
        solve(task, signature="0" * 64),
        solve(task, salt=5),
        solve(task, algorithm="MD5"),
        solve(task, salt=task["salt"].__str__().replace("expires=", "expires=9")),
        solve(late),
    ):
        assert not is_proof(forged, meter=SimulatedMeter()), forged


def test_form_is_plain_without_an_attack(client: Client, appeal: Appeal) -> None:
    page = client.get("/en/").content.decode()

    assert "proof" not in page
    assert "proof.js" not in page


def test_form_under_attack_asks_the_browser_and_says_so(
    client: Client, appeal: Appeal, attack: None
) -> None:
    pages.clear()
    response = client.get("/en/")

    page = Page(response)
    assert "js/proof.js" in response.content.decode()
    assert "proof" in page.values
    assert "Without JavaScript your signature is taken all the same" in page.text


def test_signature_with_a_proof_counts_as_any_other(
    client: Client, appeal: Appeal, attack: None
) -> None:
    task = client.get("/fr/proof/").json()

    client.post("/fr/appeals/appel/sign/", typed(appeal, proof=solve(task)))

    assert Signature.objects.get().moderation == ModerationStatus.UNREVIEWED


def test_signature_without_one_is_taken_mailed_and_held(
    client: Client, appeal: Appeal, attack: None
) -> None:
    asking = form_token(appeal.versions.get().pk, mark=".proof")

    response = client.post("/fr/appeals/appel/sign/", typed(appeal, form_token=asking))

    assert response.status_code == 303
    assert Signature.objects.get().moderation == ModerationStatus.HELD
    assert OutboundEmail.objects.count() == 1


@pytest.mark.requirement("R-73")
def test_person_without_javascript_comes_through_an_attack(
    client: Client, appeal: Appeal, attack: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the page, with the fields that are on it, to a confirmed signature that is counted."""
    # Nobody waits here for the seconds that typing takes.
    monkeypatch.setattr("signatures.signing.form_token.MINIMUM_AGE", timedelta(seconds=-1))
    pages.clear()
    fields = Page(client.get("/en/")).values
    person = typed(appeal, form_token=None, website=None)

    sent = client.post("/en/appeals/appel/sign/", fields | person)
    signature = Signature.objects.get()
    address = link(signature, Purpose.CONFIRM, language="en")
    shown = Page(client.get(address))
    confirmed = client.post(address, {})
    said = Page(client.get(address))

    assert fields["proof"] == ""
    assert sent["Location"].endswith("/check-your-inbox/")
    assert OutboundEmail.objects.get().kind == EmailKind.CONFIRM
    assert (shown.heading, shown.scripts) == ("Confirm your signature", 0)
    assert confirmed.status_code == 303
    assert "It will be counted when they have released it" in said.text
    assert total(appeal) == 0
    approve(Signature.objects.filter(status=SignatureStatus.VERIFIED), by=None)
    assert total(appeal) == 1


def test_page_that_was_open_before_the_attack_needs_none(
    client: Client, appeal: Appeal, attack: None
) -> None:
    client.post("/fr/appeals/appel/sign/", typed(appeal))

    assert Signature.objects.get().moderation == ModerationStatus.UNREVIEWED


def test_a_flood_from_one_earlier_page_is_not_excused() -> None:
    meter = SimulatedMeter()

    excused = [is_excused("a page", meter=meter) for _ in range(160)]

    assert excused == [True] * 150 + [False] * 10
    assert is_excused("another page", meter=meter)


def test_form_under_attack_says_in_its_token_that_it_asked(
    client: Client, appeal: Appeal, attack: None
) -> None:
    pages.clear()

    token = Page(client.get("/en/")).values["form_token"]

    assert asked_for_proof(token)
    assert not asked_for_proof(f"{token}x")
    assert not asked_for_proof(make_form_token(1))


def test_attack_is_noticed_by_itself_and_over_by_itself() -> None:
    meter = SimulatedMeter()
    for _ in range(HELD_BEFORE_ALARM.most):
        notice_held(meter)
    assert not is_under_attack(meter)

    notice_held(meter)
    assert is_under_attack(meter)

    meter.now += 1801
    assert not is_under_attack(meter)
