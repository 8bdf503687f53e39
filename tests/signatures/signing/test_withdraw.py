"""Withdrawing and “not me”: what names a person is gone, and the count says so (rule 5)."""

import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from appeal.models import Appeal
from signatures.addresses import recipient_key, recipient_keys
from signatures.desk import moderation
from signatures.enums import (
    Display,
    EmailKind,
    EmailState,
    InvalidationReason,
    SignatureStatus,
)
from signatures.figures.counting import figures, total
from signatures.figures.reconcile import reconcile
from signatures.models import (
    ModerationDecision,
    OutboundEmail,
    PastMail,
    Signature,
    SuppressedAddress,
)
from signatures.models.clock import database_now
from signatures.risk.limits import MAILS_PER_DAY
from signatures.risk.suppression import is_suppressed
from signatures.signing.confirm import confirm_signature
from signatures.signing.withdraw import disown_signature, withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign

PERSONAL: dict[str, Any] = {
    "first_name": "Zénobie",
    "last_name": "Quatrefages",
    "email": "Zenobie+appel@quatrefages.example",
    "organisation": "Observatoire",
    "job_title": "Astronome",
    "city": "Ganges",
    "message": "Pour mes étoiles",
    "updates": True,
}
TRACES = ("nobie", "uatrefages", "bservatoire", "stronome", "anges", "toiles")


@pytest.fixture
def verified(appeal: Appeal) -> Signature:
    sign(appeal, **PERSONAL, display=Display.FULL)
    return confirm_signature(handle=Signature.objects.get().handle, now=database_now())


def whole_database() -> str:
    """Give every row of every table as text."""
    with connection.cursor() as cursor:
        text = ""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            text += "\n".join(row[0] for row in cursor.fetchall())
    return text


def test_database_is_searched_everywhere(verified: Signature) -> None:
    text = whole_database()

    assert [trace for trace in TRACES if trace in text] == list(TRACES)


def test_withdrawal_erases_every_trace_of_the_person(verified: Signature) -> None:
    ModerationDecision.objects.create(
        signature=verified, decision="hide", reason="Zénobie Quatrefages l'a demandé"
    )

    withdraw_signature(handle=verified.handle, now=database_now())

    text = whole_database()
    assert [trace for trace in TRACES if trace in text] == []
    assert OutboundEmail.objects.count() == 0


def test_withdrawal_leaves_a_row_without_a_person(verified: Signature) -> None:
    now = database_now() + timedelta(hours=1)

    withdraw_signature(handle=verified.handle, now=now)

    row = Signature.objects.values().get()
    kept = {name for name, value in row.items() if value not in ("", None, 0)}
    assert (row["status"], row["withdrawn_at"]) == (SignatureStatus.WITHDRAWN, now)
    assert kept == {
        "id",
        "handle",
        "appeal_id",
        "version_id",
        "category_id",
        "language",
        "country",
        "consent_wording",
        "display",
        "status",
        "moderation",
        "created_at",
        "verified_at",
        "withdrawn_at",
    }
    assert row["display"] == Display.HIDDEN


def test_withdrawal_moves_the_count(appeal: Appeal, verified: Signature) -> None:
    before = figures(appeal, language="fr", now=database_now())

    withdraw_signature(handle=verified.handle, now=database_now())

    after = figures(appeal, language="fr", now=database_now())
    assert (before.total, before.withdrawn) == (1, 0)
    assert (after.total, after.withdrawn) == (0, 1)


def test_withdrawing_twice_does_nothing_more(verified: Signature) -> None:
    now = database_now()
    withdraw_signature(handle=verified.handle, now=now)

    withdraw_signature(handle=verified.handle, now=now + timedelta(days=1))

    assert Signature.objects.get().withdrawn_at == now


def test_withdrawing_what_never_was_confirmed_leaves_nothing(appeal: Appeal) -> None:
    """It was never in the count, so the figures must not speak of a withdrawal."""
    sign(appeal, **PERSONAL)

    withdraw_signature(handle=Signature.objects.get().handle, now=database_now())

    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (0, 0)
    assert figures(appeal, language="fr", now=database_now()).withdrawn == 0


def test_withdrawal_of_an_unknown_handle_does_nothing(verified: Signature) -> None:
    withdraw_signature(handle=uuid.uuid4(), now=database_now())

    assert Signature.objects.get().status == SignatureStatus.VERIFIED


def test_withdrawal_leaves_others_alone(appeal: Appeal, verified: Signature) -> None:
    other = make_signature(appeal)

    withdraw_signature(handle=verified.handle, now=database_now())

    assert list(Signature.objects.counted()) == [other]
    assert total(appeal) == 1


def test_who_withdrew_may_sign_again(appeal: Appeal, verified: Signature) -> None:
    withdraw_signature(handle=verified.handle, now=database_now())

    sign(appeal, **PERSONAL)

    assert OutboundEmail.objects.get().kind == EmailKind.CONFIRM


def test_withdrawal_suppresses_nothing(verified: Signature) -> None:
    withdraw_signature(handle=verified.handle, now=database_now())

    assert SuppressedAddress.objects.count() == 0


@pytest.mark.requirement("R-05")
def test_signing_and_withdrawing_again_and_again_does_not_renew_the_limits(
    appeal: Appeal,
) -> None:
    for _ in range(MAILS_PER_DAY + 2):
        sign(appeal, **PERSONAL)
        for handle in Signature.objects.values_list("handle", flat=True):
            withdraw_signature(handle=handle, now=database_now())

    assert PastMail.objects.count() == MAILS_PER_DAY
    assert [trace for trace in TRACES if trace in whole_database()] == []


def test_past_mails_count_under_their_own_appeal_only(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for _ in range(MAILS_PER_DAY):
        sign(appeal, **PERSONAL)
        withdraw_signature(handle=Signature.objects.get().handle, now=database_now())

    sign(appeal, **PERSONAL)
    sign(other, **PERSONAL)

    assert [row.appeal for row in Signature.objects.all()] == [other]


def test_disowning_a_waiting_signature_deletes_it_and_suppresses(appeal: Appeal) -> None:
    sign(appeal, **PERSONAL)

    disown_signature(handle=Signature.objects.get().handle, now=database_now())

    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (0, 0)
    assert is_suppressed(recipient_keys("zenobie@quatrefages.example")) is True
    assert [trace for trace in TRACES if trace in whole_database()] == []


def test_disowning_a_verified_signature_withdraws_it(appeal: Appeal, verified: Signature) -> None:
    disown_signature(handle=verified.handle, now=database_now())

    current = figures(appeal, language="fr", now=database_now())
    assert (current.total, current.withdrawn) == (0, 1)
    assert is_suppressed(recipient_keys("zenobie@quatrefages.example")) is True
    assert [trace for trace in TRACES if trace in whole_database()] == []


def test_disowned_address_gets_no_mail_any_more(appeal: Appeal) -> None:
    sign(appeal, **PERSONAL)
    disown_signature(handle=Signature.objects.get().handle, now=database_now())

    sign(appeal, **PERSONAL)

    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (0, 0)


def test_disowning_stops_what_waits_for_the_same_address(appeal: Appeal) -> None:
    """A stranger asked three times: one “not me” ends it, here and under other appeals."""
    other = make_appeal(slug="other", is_featured=False)
    for each in (appeal, appeal, other):
        sign(each, **PERSONAL)
    sign(appeal, email="olga@campus.example")
    first = Signature.objects.earliest("id")

    disown_signature(handle=first.handle, now=database_now())

    queued = OutboundEmail.objects.filter(state=EmailState.QUEUED)
    assert [bytes(key) for key in queued.values_list("recipient_key", flat=True)] == [
        recipient_key("olga@campus.example")
    ]


def test_disowning_keeps_what_was_sent_before(appeal: Appeal) -> None:
    """The own request of the mailbox's owner stays good: its link is in her mailbox."""
    for _ in range(2):
        sign(appeal, **PERSONAL)
    own, strangers = Signature.objects.order_by("id")
    own.emails.update(state=EmailState.SENT, sent_at=database_now())

    disown_signature(handle=strangers.handle, now=database_now())
    confirm_signature(handle=own.handle, now=database_now())

    assert list(Signature.objects.counted()) == [own]
    assert own.emails.get().state == EmailState.SENT


def test_disowning_twice_or_an_unknown_handle_does_nothing(
    appeal: Appeal, verified: Signature
) -> None:
    disown_signature(handle=verified.handle, now=database_now())
    SuppressedAddress.objects.all().delete()

    disown_signature(handle=verified.handle, now=database_now())
    disown_signature(handle=uuid.uuid4(), now=database_now())

    assert SuppressedAddress.objects.count() == 0
    assert Signature.objects.get().status == SignatureStatus.WITHDRAWN


def test_suppressed_address_is_remembered_as_a_keyed_hash_once(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    handles = [
        make_signature(each, email=email, form_key=secrets.token_bytes(32)).handle
        for each, email in ((appeal, "zenobie@x.example"), (other, "Zenobie+y@x.example"))
    ]

    for handle in handles:
        disown_signature(handle=handle, now=database_now())

    remembered = SuppressedAddress.objects.values_list("recipient_key", flat=True)
    assert [bytes(key) for key in remembered] == [recipient_key("zenobie@x.example")]


@pytest.mark.requirement("R-20")
@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("go", [withdraw_signature, disown_signature])
def test_who_was_taken_out_is_erased_and_the_invalidation_stays_in_public(
    appeal: Appeal, go: Callable[..., None], *, confirmed: bool
) -> None:
    sign(appeal, **PERSONAL)
    signature = Signature.objects.get()
    if confirmed:
        confirm_signature(handle=signature.handle, now=database_now())
    moderation.invalidate(
        Signature.objects.all(), by=None, why=InvalidationReason.FORGED, reason="Quatrefages"
    )

    for _ in range(2):
        go(handle=signature.handle, now=database_now())

    assert [trace for trace in TRACES if trace in whole_database()] == []
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.INVALIDATED
    current = figures(appeal, language="fr", now=database_now())
    assert (current.total, current.withdrawn, current.invalidated) == (0, 0, {"forged": 1})
    assert reconcile(appeal) == []
    disowned = go is disown_signature
    assert is_suppressed(recipient_keys("zenobie@quatrefages.example")) is disowned
