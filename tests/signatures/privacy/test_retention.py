"""What is kept for how long (R-62)."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from appeal.models import Appeal
from signatures.desk import moderation
from signatures.enums import BodyState, EmailKind, EmailState, InvalidationReason, SignatureStatus
from signatures.figures.counting import figures, total
from signatures.figures.reconcile import reconcile
from signatures.models import (
    BodySignature,
    Job,
    ModerationDecision,
    OutboundEmail,
    PastMail,
    Signature,
)
from signatures.models.clock import database_now
from signatures.models.job import JobState
from signatures.privacy.domains import fold_old
from signatures.privacy.retention import (
    SENT_MAIL_KEPT,
    UNCONFIRMED_KEPT,
    forget_searches,
    purge_sent_mail,
    purge_unconfirmed,
)
from signatures.privacy.tasks import purge
from signatures.risk.limits import MAILS_IN_ALL, MAILS_PER_DAY
from signatures.signing.confirm import confirm_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.bodies.bodies import make_body
from tests.signatures.signing.entries import sign
from tests.signatures.signing.test_withdraw import PERSONAL, TRACES, whole_database
from tests.signatures.threads import WAIT, at_once

MOMENT = timedelta(microseconds=1)


def signed(appeal: Appeal, *, ago: timedelta, **fields: object) -> Signature:
    signature = make_signature(appeal, **fields)
    Signature.objects.filter(pk=signature.pk).update(created_at=database_now() - ago)
    return signature


def mailed(signature: Signature, *, ago: timedelta, state: EmailState) -> OutboundEmail:
    sent_at = database_now() - ago if state == EmailState.SENT else None
    email = OutboundEmail.objects.create(
        signature=signature,
        kind=EmailKind.CONFIRM,
        recipient_key=b"key",
        dedupe_key=str(OutboundEmail.objects.count()),
        state=state,
        sent_at=sent_at,
    )
    OutboundEmail.objects.filter(pk=email.pk).update(created_at=database_now() - ago)
    return email


def test_periods_are_those_of_the_documentation() -> None:
    assert (timedelta(days=14), timedelta(days=60)) == (UNCONFIRMED_KEPT, SENT_MAIL_KEPT)


@pytest.mark.requirement("R-62")
@pytest.mark.parametrize(
    ("ago", "deleted"),
    [
        (timedelta(0), 0),
        (timedelta(days=13, hours=23), 0),
        (timedelta(days=14), 0),
        (timedelta(days=14) + MOMENT, 1),
        (timedelta(days=400), 1),
    ],
)
def test_unconfirmed_signature_goes_after_14_days(
    appeal: Appeal, ago: timedelta, deleted: int
) -> None:
    signed(appeal, ago=ago, status=SignatureStatus.PENDING)

    number = purge_unconfirmed(now=database_now())

    assert (number, Signature.objects.count()) == (deleted, 1 - deleted)


@pytest.mark.requirement("R-62")
def test_unconfirmed_signature_goes_with_all_that_hangs_on_it(appeal: Appeal) -> None:
    sign(appeal)
    signature = Signature.objects.get()
    ModerationDecision.objects.create(signature=signature, decision="hide")

    number = purge_unconfirmed(now=database_now() + timedelta(days=15))

    assert number == 1
    assert [model.objects.count() for model in (Signature, OutboundEmail, ModerationDecision)] == [
        0,
        0,
        0,
    ]


@pytest.mark.requirement("R-62")
def test_unconfirmed_one_that_was_taken_out_stays_without_its_person(appeal: Appeal) -> None:
    """The public is told of it (R-20); whose address a stranger typed is nobody's business."""
    sign(appeal, **PERSONAL)
    signature = Signature.objects.get()
    moderation.invalidate(
        Signature.objects.all(), by=None, why=InvalidationReason.FORGED, reason="Quatrefages"
    )
    now = database_now()

    assert purge_unconfirmed(now=now + timedelta(days=13)) == 0
    assert purge_unconfirmed(now=now + timedelta(days=15)) == 1
    assert purge_unconfirmed(now=now + timedelta(days=16)) == 0
    fold_old(timezone.localdate(now + timedelta(days=16)))

    assert [trace for trace in TRACES if trace in whole_database()] == []
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.INVALIDATED
    assert figures(appeal, language="fr", now=now).invalidated == {"forged": 1}
    assert reconcile(appeal) == []


@pytest.mark.requirement("R-05")
def test_who_never_confirms_is_not_written_to_anew_each_fortnight(appeal: Appeal) -> None:
    """A stranger types the same address again and again, for as long as the appeal is open."""
    for _ in range(MAILS_PER_DAY):
        sign(appeal, **PERSONAL)
    OutboundEmail.objects.update(created_at=database_now() - timedelta(days=15))
    Signature.objects.update(created_at=database_now() - timedelta(days=15))
    purge_unconfirmed(now=database_now())
    for _ in range(MAILS_PER_DAY):
        sign(appeal, **PERSONAL)

    assert PastMail.objects.count() == MAILS_PER_DAY
    assert OutboundEmail.objects.count() == MAILS_IN_ALL - MAILS_PER_DAY


def test_whom_a_list_was_searched_for_is_forgotten_once_it_is_exported(appeal: Appeal) -> None:
    for state, ended in ((JobState.DONE, database_now()), (JobState.QUEUED, None)):
        Job.objects.create(
            kind="export", state=state, finished_at=ended, parameters={"query": "q=zenobie", "n": 1}
        )

    assert [forget_searches(), forget_searches()] == [1, 0]

    assert list(Job.objects.order_by("pk").values_list("parameters", flat=True)) == [
        {"query": "", "n": 1},
        {"query": "q=zenobie", "n": 1},
    ]


@pytest.mark.parametrize(
    ("status", "confirmed"),
    [
        (SignatureStatus.VERIFIED, True),
        (SignatureStatus.WITHDRAWN, False),
        (SignatureStatus.INVALIDATED, True),
    ],
)
def test_other_signatures_stay(appeal: Appeal, status: SignatureStatus, *, confirmed: bool) -> None:
    verified_at = database_now() if confirmed else None
    signature = signed(appeal, ago=timedelta(days=400), status=status, verified_at=verified_at)
    before = Signature.objects.values().get(pk=signature.pk)

    assert purge_unconfirmed(now=database_now()) == 0

    assert Signature.objects.values().get(pk=signature.pk) == before


def test_purge_takes_the_old_and_leaves_the_new(appeal: Appeal) -> None:
    for days in (1, 13, 15, 30):
        signed(appeal, ago=timedelta(days=days), status=SignatureStatus.PENDING)

    assert purge_unconfirmed(now=database_now()) == 2
    assert Signature.objects.count() == 2


@pytest.mark.parametrize("state", EmailState)
@pytest.mark.parametrize(
    ("ago", "is_old"), [(timedelta(days=59), False), (timedelta(days=60) + MOMENT, True)]
)
def test_mail_that_is_done_goes_after_60_days(
    appeal: Appeal, state: EmailState, ago: timedelta, *, is_old: bool
) -> None:
    mailed(make_signature(appeal), ago=ago, state=state)

    number = purge_sent_mail(now=database_now())

    gone = is_old and state != EmailState.QUEUED
    assert (number, OutboundEmail.objects.count()) == (gone, not gone)


@pytest.mark.parametrize(("age", "kept"), [(SENT_MAIL_KEPT - MOMENT, 1), (SENT_MAIL_KEPT, 0)])
def test_past_mail_is_forgotten_with_the_others(appeal: Appeal, age: timedelta, kept: int) -> None:
    now = database_now()
    PastMail.objects.create(recipient_key=b"k", appeal=appeal, asked_at=now - age - MOMENT)

    purge_sent_mail(now=now, appeal=appeal)

    assert PastMail.objects.count() == kept


def test_task_purges_by_the_clock_of_the_database(appeal: Appeal) -> None:
    signed(appeal, ago=timedelta(days=15), status=SignatureStatus.PENDING)
    mailed(make_signature(appeal), ago=timedelta(days=61), state=EmailState.SENT)

    purge()

    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (1, 0)


def test_command_purges_one_appeal_and_says_what_went(appeal: Appeal, tmp_path: Path) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for each in (appeal, other):
        signed(each, ago=timedelta(days=15), status=SignatureStatus.PENDING)
        mailed(make_signature(each), ago=timedelta(days=61), state=EmailState.SENT)
        make_body(each, state=BodyState.PENDING)
    BodySignature.objects.update(created_at=database_now() - timedelta(days=15))

    call_command("purge", output=tmp_path / "report")

    report = (tmp_path / "report").read_text()
    assert report == ("appel: forgot 1 people and 1 organisations unconfirmed, 1 outbox rows\n")
    assert list(Signature.objects.values_list("appeal__slug", "status").order_by("pk")) == [
        ("appel", "verified"),
        ("other", "pending"),
        ("other", "verified"),
    ]
    assert OutboundEmail.objects.get().about.appeal == other


@pytest.mark.django_db(transaction=True)
def test_signature_being_confirmed_is_not_purged(transactional_db: None) -> None:
    """Who presses the button in the second of the purge has signed."""
    appeal = make_appeal()
    signature = signed(appeal, ago=timedelta(days=15), status=SignatureStatus.PENDING)
    confirmed, finish = threading.Event(), threading.Event()

    def confirm() -> None:
        with transaction.atomic():
            confirm_signature(handle=signature.handle, now=database_now())
            confirmed.set()
            assert finish.wait(WAIT)

    def purge_meanwhile() -> int:
        assert confirmed.wait(WAIT)
        try:
            return purge_unconfirmed(now=database_now())
        finally:
            finish.set()

    outcomes = at_once(confirm, purge_meanwhile)

    assert outcomes == [None, 0]
    assert (total(appeal), Signature.objects.get().status) == (1, SignatureStatus.VERIFIED)
