"""Who was signed by somebody else hears no more of it, once the organisers have seen it."""

from datetime import timedelta

from appeal.models import Appeal
from signatures.desk import moderation
from signatures.desk.undo import undo
from signatures.enums import EmailState, InvalidationReason
from signatures.mail import outbox
from signatures.mail.delivery import deliver_due
from signatures.models import OutboundEmail, SendingPace, Signature
from signatures.models.clock import database_now
from tests.signatures.mail.promises import due_in, promises, state_of
from tests.signatures.mail.sink import Sink
from tests.staff import make_staff


def test_mail_of_a_signature_taken_out_of_the_count_waits_for_an_undo(
    appeal: Appeal, sink: Sink
) -> None:
    forged, other = promises(appeal, 2)
    olga = make_staff()
    wave = Signature.objects.filter(pk=forged.about.pk)
    act = moderation.invalidate(wave, by=olga, why=InvalidationReason.FORGED)

    assert deliver_due() == 1
    assert sink.recipients == [other.about.email]
    assert state_of(forged) == (EmailState.QUEUED, 0, outbox.TAKEN_OUT)
    assert timedelta(minutes=59) < due_in(forged) < timedelta(minutes=61)

    undo(act.batch, by=olga)
    OutboundEmail.objects.filter(pk=forged.pk).update(due_at=database_now())
    assert deliver_due() == 1
    assert sink.recipients == [other.about.email, forged.about.email]


def test_mails_that_are_set_aside_take_no_tokens(appeal: Appeal, sink: Sink) -> None:
    """A provider's pace is for those who wait for a mail."""
    SendingPace.objects.create(name="Slow", domains=["slow.example"], per_minute=60)
    forged = promises(appeal, 20, recipient_domain="slow.example")
    moderation.invalidate(Signature.objects.all(), by=None, why=InvalidationReason.AUTOMATED)
    real = promises(appeal, 5, recipient_domain="slow.example")

    assert deliver_due() == 5
    assert {state_of(email)[0] for email in real} == {EmailState.SENT}
    assert {state_of(email)[2] for email in forged} == {outbox.TAKEN_OUT}
