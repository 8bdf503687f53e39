"""Signing: one pending row and one promised mail, whatever is repeated or tried."""

from datetime import timedelta
from typing import Any

import pytest

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.addresses import canonical_email, recipient_key
from signatures.enums import Display, EmailKind, EmailState, ModerationStatus, SignatureStatus
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import suppress
from signatures.signing.sign import CONSENT_WORDING, NotOpenError
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign


def outbox() -> list[tuple[str, int]]:
    return list(OutboundEmail.objects.order_by("id").values_list("kind", "signature_id"))


def test_sign_writes_one_pending_row_and_promises_one_mail(appeal: Appeal) -> None:
    sign(appeal)

    signature, email = Signature.objects.get(), OutboundEmail.objects.get()
    assert (signature.status, signature.moderation) == (
        SignatureStatus.PENDING,
        ModerationStatus.UNREVIEWED,
    )
    assert (signature.verified_at, signature.code_attempts) == (None, 0)
    assert (email.signature, email.kind, email.state) == (
        signature,
        EmailKind.CONFIRM,
        EmailState.QUEUED,
    )
    assert (email.attempts, email.sent_at) == (0, None)


def test_sign_keeps_what_was_typed(appeal: Appeal) -> None:
    typed: dict[str, Any] = {
        "first_name": "Éloïse",
        "last_name": "Lefèvre",
        "email": "Eloise+appel@Campus.example",
        "category_id": appeal.categories.get(code="citizen").pk,
        "organisation": "Université",
        "job_title": "Chercheuse",
        "city": "Montpellier",
        "country": "BE",
        "message": "Bravo\nMerci",
        "display": Display.INITIALS,
        "channel": "poster-3",
        "language": "en",
    }

    sign(appeal, **typed)

    signature = Signature.objects.get()
    assert {name: getattr(signature, name) for name in typed} == typed
    assert (signature.appeal, signature.version) == (appeal, appeal.versions.get())
    assert signature.canonical_email == "eloise@campus.example"
    assert signature.search_key == "lefevre eloise universite"
    assert signature.wall_key == "l e"


@pytest.mark.requirement("R-60")
@pytest.mark.parametrize("updates", [True, False])
def test_sign_records_each_consent(appeal: Appeal, *, updates: bool) -> None:
    sign(appeal, updates=updates)

    signature = Signature.objects.get()
    assert signature.consent_wording == CONSENT_WORDING
    assert (signature.updates_consented_at is not None) == updates


@pytest.mark.requirement("R-60")
@pytest.mark.parametrize("display", Display)
@pytest.mark.parametrize("updates", [True, False])
def test_signature_counts_the_same_with_every_choice(
    appeal: Appeal, display: Display, *, updates: bool
) -> None:
    sign(appeal, display=display, updates=updates)

    signature = Signature.objects.get()
    assert (signature.display, outbox()) == (display, [(EmailKind.CONFIRM, signature.pk)])


def test_outbox_row_names_nobody(appeal: Appeal) -> None:
    sign(appeal, first_name="Éloïse", organisation="Université")

    row: dict[str, Any] = dict(OutboundEmail.objects.values().get())
    # Mail is paced by provider; a domain alone names nobody.
    assert row.pop("recipient_domain") == "campus.example"
    text = " ".join(str(value) for value in row.values()).lower()
    for personal in ("loïse", "lef", "suzie", "campus", "universi", Signature.objects.get().handle):
        assert str(personal) not in text
    assert bytes(row["recipient_key"]) == recipient_key("suzie@campus.example")


@pytest.mark.requirement("R-44")
def test_sign_again_with_the_same_form_changes_nothing(appeal: Appeal) -> None:
    for _ in range(10):
        sign(appeal, form_key=b"one submission")

    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (1, 1)


def test_sign_again_with_the_same_form_after_confirming_changes_nothing(appeal: Appeal) -> None:
    sign(appeal, form_key=b"one submission")
    Signature.objects.update(status=SignatureStatus.VERIFIED, verified_at=database_now())

    sign(appeal, form_key=b"one submission")

    assert outbox() == [(EmailKind.CONFIRM, Signature.objects.get().pk)]


def test_address_that_has_signed_is_told_so_by_mail(appeal: Appeal) -> None:
    verified = make_signature(appeal, email="suzie@campus.example")

    sign(appeal, email="Suzie+again@Campus.example", first_name="Mallory")

    assert Signature.objects.get() == verified
    assert outbox() == [(EmailKind.ALREADY_SIGNED, verified.pk)]


def test_address_that_has_signed_is_told_once_for_one_form(appeal: Appeal) -> None:
    verified = make_signature(appeal, email="suzie@campus.example")

    for _ in range(3):
        sign(appeal, form_key=b"one submission")

    assert outbox() == [(EmailKind.ALREADY_SIGNED, verified.pk)]


def test_address_that_signed_another_appeal_may_sign_this_one(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    make_signature(other, email="suzie@campus.example")

    sign(appeal)

    assert OutboundEmail.objects.get().kind == EmailKind.CONFIRM
    assert Signature.objects.filter(appeal=appeal).get().status == SignatureStatus.PENDING


@pytest.mark.parametrize("status", [SignatureStatus.WITHDRAWN, SignatureStatus.INVALIDATED])
def test_address_whose_signature_is_gone_may_sign_anew(
    appeal: Appeal, status: SignatureStatus
) -> None:
    make_signature(appeal, email="suzie@campus.example", status=status)

    sign(appeal)

    assert Signature.objects.filter(status=SignatureStatus.PENDING).count() == 1
    assert [kind for kind, _signature in outbox()] == [EmailKind.CONFIRM]


def test_suppressed_address_gets_nothing(appeal: Appeal) -> None:
    suppress(recipient_key(canonical_email("suzie@campus.example")))

    sign(appeal, email="SUZIE+x@campus.example")

    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (0, 0)


def test_later_request_never_rewrites_a_waiting_row(appeal: Appeal) -> None:
    sign(appeal, first_name="Suzie")
    before = Signature.objects.values().get()

    sign(appeal, first_name="Mallory", last_name="Abuse", display=Display.HIDDEN)

    first, second = Signature.objects.order_by("id").values()
    assert first == before
    assert (second["first_name"], second["status"]) == ("Mallory", SignatureStatus.PENDING)


@pytest.mark.requirement("R-05")
def test_address_gets_three_mails_a_day(appeal: Appeal) -> None:
    for number in range(20):
        sign(appeal, email=f"suzie+{number}@campus.example")

    assert OutboundEmail.objects.count() == 3
    assert Signature.objects.count() == 3


@pytest.mark.requirement("R-05")
def test_address_gets_five_mails_ever(appeal: Appeal) -> None:
    for day in range(10):
        sign(appeal, now=database_now() + timedelta(days=2 * day))
        OutboundEmail.objects.update(created_at=database_now() - timedelta(days=2))

    assert OutboundEmail.objects.count() == 5
    assert Signature.objects.count() == 5


@pytest.mark.requirement("R-05")
def test_mails_to_one_address_are_two_minutes_apart(appeal: Appeal) -> None:
    now = database_now()

    for _ in range(3):
        sign(appeal, now=now)

    due = OutboundEmail.objects.order_by("id").values_list("due_at", flat=True)
    assert list(due) == [now, now + timedelta(minutes=2), now + timedelta(minutes=4)]


def test_caps_are_counted_for_each_appeal_and_address(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for _ in range(4):
        sign(appeal)

    sign(other)
    sign(appeal, email="olga@campus.example")

    assert OutboundEmail.objects.filter(signature__appeal=appeal).count() == 4
    assert OutboundEmail.objects.filter(signature__appeal=other).count() == 1


@pytest.mark.parametrize(
    "state",
    [AppealState.DRAFT, AppealState.PAUSED, AppealState.CLOSED, AppealState.ARCHIVED],
)
def test_appeal_that_is_not_open_takes_no_signature(appeal: Appeal, state: AppealState) -> None:
    appeal.state = state

    with pytest.raises(NotOpenError):
        sign(appeal)

    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"),
    [(0, 1, True), (-1, 1, True), (-1, None, True), (None, 1, True), (1, 2, False), (-2, 0, False)],
)
def test_appeal_is_open_from_its_opening_until_its_close(
    appeal: Appeal, opens: int | None, closes: int | None, *, is_open: bool
) -> None:
    now = database_now()
    appeal.opens_at = None if opens is None else now + timedelta(hours=opens)
    appeal.closes_at = None if closes is None else now + timedelta(hours=closes)

    if is_open:
        sign(appeal, now=now)
    else:
        with pytest.raises(NotOpenError):
            sign(appeal, now=now)

    assert Signature.objects.count() == is_open


@pytest.mark.parametrize("name", ["ﷺ" * 80, "각" * 80, "ß" * 80])
def test_name_that_grows_when_folded_is_kept(appeal: Appeal, name: str) -> None:
    sign(appeal, first_name=name, last_name=name, organisation="각" * 160)

    signature = Signature.objects.get()
    assert (signature.first_name, len(signature.search_key)) == (name, 340)
