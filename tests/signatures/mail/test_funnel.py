"""The funnel moves with the rows, remembers what was erased, and costs the same at any size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail import outbox
from signatures.mail.bounces import record
from signatures.mail.funnel import (
    DOMAINS_READ,
    Fares,
    read_funnel,
    together,
)
from signatures.mail.reports import ReportKind
from signatures.models import MailFunnel, OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.signing.confirm import confirm_signature
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_signature

LAB = "lab.example"


def ask(
    appeal: Appeal, address: str = f"a@{LAB}", kind: EmailKind = EmailKind.CONFIRM
) -> Signature:
    """Have one person sign, and promise the mail as signing does."""
    status = SignatureStatus.PENDING if kind == EmailKind.CONFIRM else SignatureStatus.VERIFIED
    signature = make_signature(appeal, status=status, email=address)
    outbox.enqueue(
        signature=signature,
        kind=kind,
        recipient_key=recipient_key(signature.canonical_email),
        dedupe_key=f"test:{signature.pk}",
        due_at=database_now(),
    )
    return signature


def mail_of(signature: Signature) -> OutboundEmail:
    return OutboundEmail.objects.get(signature=signature)


def fares(domain: str = LAB) -> Fares:
    return read_funnel(today=timezone.localdate()).recent.get(domain, Fares())


def test_every_stage_is_counted_once(appeal: Appeal) -> None:
    arrived, refused, lost = (ask(appeal, f"{name}@{LAB}") for name in "abc")
    outbox.mark_sent(mail_of(arrived))
    outbox.mark_bounced(mail_of(refused), "recipient refused: 550")
    OutboundEmail.objects.filter(signature=lost).update(state=EmailState.DEAD)
    for _ in range(2):
        confirm_signature(handle=arrived.handle, now=database_now())

    assert fares() == Fares(asked=3, sent=1, bounced=1, dead=1, confirmed=1)
    assert fares().rate == pytest.approx(1 / 3)


def test_mail_that_comes_back_was_sent_and_bounced(appeal: Appeal) -> None:
    signature = ask(appeal)
    outbox.mark_sent(mail_of(signature))
    record(mail_of(signature), kind=ReportKind.SOFT)

    assert fares() == Fares(asked=1, sent=1, bounced=1)


def test_mail_put_back_into_the_queue_is_neither(appeal: Appeal) -> None:
    signature = ask(appeal)
    outbox.mark_sent(mail_of(signature))
    record(mail_of(signature), kind=ReportKind.SOFT)
    outbox.revive(OutboundEmail.objects.all())

    assert fares() == Fares(asked=1)


def test_other_mails_are_not_in_the_funnel(appeal: Appeal) -> None:
    signature = ask(appeal, kind=EmailKind.MANAGE)
    outbox.mark_sent(mail_of(signature))

    assert fares() == Fares()


def test_what_is_erased_stays_in_the_funnel(appeal: Appeal) -> None:
    confirmed, waiting = ask(appeal, f"a@{LAB}"), ask(appeal, f"b@{LAB}")
    confirm_signature(handle=confirmed.handle, now=database_now())
    for signature in (confirmed, waiting):
        withdraw_signature(handle=signature.handle, now=database_now())

    # Two mails only: the domain may be one person’s own, and is not kept (rule 5).
    assert fares() == Fares()
    assert fares("") == Fares(asked=2, confirmed=1)


def test_rows_loaded_at_once_are_counted(appeal: Appeal) -> None:
    rows = [
        OutboundEmail(
            signature=make_signature(
                appeal, status=SignatureStatus.PENDING, email=f"n{number}@{domain}"
            ),
            kind=EmailKind.CONFIRM,
            recipient_key=b"k",
            dedupe_key=f"bulk:{number}",
            state=EmailState.SENT,
            sent_at=database_now(),
        )
        for number, domain in enumerate([LAB, LAB, "other.example"])
    ]
    OutboundEmail.objects.bulk_create(rows)

    assert fares() == Fares(asked=2, sent=2)
    assert fares("other.example") == Fares(asked=1, sent=1)


def test_window_is_complete_and_names_the_largest_domains(appeal: Appeal) -> None:
    for number in range(30):
        ask(appeal, f"a@d{number:02}.example")
    ask(appeal, "b@d07.example")
    funnel = read_funnel(today=timezone.localdate())

    by_domain = funnel.by_domain()
    assert len(funnel.by_day) == 14
    assert [name for name, _fares in by_domain[:3]] == ["d07.example", "d00.example", "d01.example"]
    assert by_domain[-1] == ("", Fares(asked=5))
    assert funnel.total == Fares(asked=31)


def test_reading_touches_the_window_only(appeal: Appeal) -> None:
    """A year of a thousand domains is there; the plan reads what the window has."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO signatures_mailfunnel (appeal_id, day, domain, stage, shard, value)
            SELECT %s, current_date - 20 - n %% 300, 'd' || n || '.example', 'asked', 0, 1
            FROM generate_series(1, 50000) AS n
            """,
            [appeal.pk],
        )
        cursor.execute("ANALYZE signatures_mailfunnel")
    ask(appeal)
    rows = MailFunnel.objects.filter(day__gte=timezone.localdate() - timedelta(days=13))

    plan = rows.explain(analyze=True, buffers=True)

    assert "Seq Scan" not in plan
    assert "rows=1" in plan


def test_ten_thousand_domains_are_read_as_five_hundred(appeal: Appeal) -> None:
    """What comes from PostgreSQL is bounded, and the numbers are whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO signatures_mailfunnel (appeal_id, day, domain, stage, shard, value)
            SELECT %s, %s::date - n %% 14, 'd' || n || '.example', 'asked', n %% 16, 1
            FROM generate_series(1, 10000) AS n
            """,
            [appeal.pk, timezone.localdate()],
        )
    ask(appeal)
    ask(appeal, f"b@{LAB}")

    funnel = read_funnel(today=timezone.localdate())

    assert (len(funnel.recent), funnel.by_domain()[0]) == (DOMAINS_READ + 1, (LAB, Fares(asked=2)))
    assert funnel.total == together(fares for _domain, fares in funnel.by_domain())
    assert funnel.total.asked == 10_002
