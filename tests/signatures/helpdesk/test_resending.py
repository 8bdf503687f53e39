"""A whole domain is sent its links again: within the limits, once, spread, and resumable."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from accounts.roles import MODERATOR, ORGANISER
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.enums import EmailState, SignatureStatus
from signatures.helpdesk import resending
from signatures.helpdesk.resending import RESEND_DOMAIN, request_resend
from signatures.mail.links import LinkOutcome
from signatures.models import Job, OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import suppress
from tests.factories import make_signature
from tests.signatures.mail.promises import promise
from tests.staff import make_staff, signed_in

LAB = "lab.example"


@pytest.fixture
def olga(db: None) -> User:
    return make_staff(ORGANISER)


def waiting(appeal: Appeal, name: str, *, mails: int = 1, domain: str = LAB) -> Signature:
    """Somebody who was sent so many mails and has not confirmed."""
    address = f"{name}@{domain}"
    signature = make_signature(appeal, status=SignatureStatus.PENDING, email=address)
    Signature.objects.filter(pk=signature.pk).update(created_at=database_now() - timedelta(hours=1))
    for _ in range(mails):
        promise(
            signature,
            state=EmailState.SENT,
            due_in=timedelta(minutes=-50),
            recipient_key=recipient_key(address),
            recipient_domain=domain,
        )
    return signature


def sent_again(*signatures: Signature) -> list[OutboundEmail]:
    queued = OutboundEmail.objects.filter(signature__in=signatures, state=EmailState.QUEUED)
    return list(queued.order_by("due_at"))


def outcomes(job: Job) -> dict[str, int]:
    job.refresh_from_db()
    found: dict[str, int] = job.outcome["outcomes"]
    return found


@pytest.mark.requirement("R-05")
def test_each_address_gets_its_link_within_its_limits(appeal: Appeal, olga: User) -> None:
    anna, bert = waiting(appeal, "anna"), waiting(appeal, "bert")
    had_enough, unwilling = waiting(appeal, "clara", mails=3), waiting(appeal, "dora")
    suppress(recipient_key(unwilling.canonical_email))
    elsewhere = waiting(appeal, "emil", domain="other.example")
    below = waiting(appeal, "fritz", domain=f"mail.{LAB}")

    job = request_resend(LAB, by=olga)
    run_due(KINDS)

    assert outcomes(job) == {
        LinkOutcome.QUEUED: 2,
        LinkOutcome.CAPPED: 1,
        LinkOutcome.SUPPRESSED: 1,
    }
    assert len(sent_again(anna, bert)) == 2
    assert sent_again(had_enough, unwilling, elsewhere, below) == []
    assert "renvoyé à 2 personnes" in RESEND_DOMAIN.describe(job)


def test_mails_leave_one_after_the_other(appeal: Appeal, olga: User) -> None:
    people = [waiting(appeal, name) for name in ("anna", "bert", "clara")]

    request_resend(LAB, by=olga)
    run_due(KINDS)

    first, second, third = [email.due_at for email in sent_again(*people)]
    assert (second - first, third - second) == (resending.APART, resending.APART)


def test_nobody_gets_two_of_them(appeal: Appeal, olga: User) -> None:
    """Neither who is still in the queue, nor who has signed twice, nor when asked again."""
    queued, twice = waiting(appeal, "anna"), waiting(appeal, "bert")
    promise(queued, recipient_key=recipient_key(queued.canonical_email))
    newer = waiting(appeal, "bert", mails=0)

    for _ in range(2):
        request_resend(LAB, by=olga)
        run_due(KINDS)

    assert Counter(email.signature_id for email in sent_again(queued, twice, newer)) == {
        queued.pk: 1,
        newer.pk: 1,
    }


def test_slices_go_on_where_the_last_one_ended(
    appeal: Appeal, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resending, "_SLICE", 2)
    people = [waiting(appeal, name) for name in ("anna", "bert", "clara", "dora", "emil")]
    at = database_now() - timedelta(hours=2)
    Signature.objects.filter(pk__in=[one.pk for one in people[:3]]).update(created_at=at)

    job = request_resend(LAB, by=olga)
    while run_due(KINDS, seconds=0):
        pass

    assert outcomes(job) == {LinkOutcome.QUEUED: 5}
    moments = [email.due_at for email in sent_again(*people)]
    assert len(set(moments)) == 5


def test_organiser_reads_a_domain_and_sends_it_again(appeal: Appeal, olga: User) -> None:
    anna = waiting(appeal, "anna")
    client = signed_in(olga)

    page = client.get(f"/staff/mail/domain/{LAB}/")
    answer = client.post(f"/staff/mail/domain/{LAB}/send-again/")
    run_due(KINDS)

    assert "About 1 person was asked to confirm" in page.content.decode()
    job = Job.objects.get()
    assert answer["Location"] == f"/staff/signatures/job/{job.pk}/"
    assert "1 person is sent the link again." in client.get(answer["Location"]).content.decode()
    assert len(sent_again(anna)) == 1
    entry = AuditEntry.objects.get(act="mail.resend_domain")
    assert (entry.by, entry.after) == (olga, {"domain": LAB})


@pytest.mark.parametrize("path", ["", "send-again/"])
def test_domain_that_nobody_was_written_at_is_no_page(olga: User, path: str) -> None:
    client = signed_in(olga)
    ask: Callable[[str], object] = client.post if path else client.get

    answer = ask(f"/staff/mail/domain/{LAB}/{path}")

    assert getattr(answer, "status_code", 0) == 404
    assert not Job.objects.exists()


def test_moderator_reads_and_does_not_send(appeal: Appeal) -> None:
    waiting(appeal, "anna")
    client: Client = signed_in(make_staff(MODERATOR))

    page = client.get(f"/staff/mail/domain/{LAB}/")
    answer = client.post(f"/staff/mail/domain/{LAB}/send-again/")

    assert (page.status_code, b"send-again" in page.content) == (200, False)
    assert answer.status_code == 403
