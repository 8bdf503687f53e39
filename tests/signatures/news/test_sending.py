"""News reaches who asked for it, once, spread over time; and nobody else (R-82)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail import outbox
from signatures.mail.delivery import deliver_due
from signatures.models import Newsletter, OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.news import sending
from signatures.risk.limits import mail_allowance
from signatures.risk.suppression import suppress
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_signature
from tests.signatures.mail.conftest import UseServer
from tests.signatures.mail.promises import promises
from tests.signatures.mail.sink import Sink
from tests.signatures.news.letters import is_sending, make_newsletter, make_reader, organiser


def begin(newsletter: Newsletter) -> None:
    sending.start(newsletter, now=database_now())


def feed_all(minutes: int = 20) -> int:
    """Call the feed minute after minute."""
    now = database_now()
    return sum(sending.feed(now + timedelta(minutes=minute)) for minute in range(minutes))


def put_off(appeal: Appeal, number: int) -> list[OutboundEmail]:
    """Promise so many mails that wait for their moment."""
    emails = promises(appeal, number)
    moment = database_now() + timedelta(hours=1)
    OutboundEmail.objects.filter(pk__in=[email.pk for email in emails]).update(
        due_at=moment, paced_at=moment
    )
    return emails


def readers_of(newsletter: Newsletter) -> list[str]:
    rows = OutboundEmail.objects.filter(newsletter=newsletter).order_by("signature_id")
    return [row.about.email for row in rows.select_related("signature")]


def make_due() -> None:
    OutboundEmail.objects.filter(state=EmailState.QUEUED).update(
        due_at=database_now() - timedelta(seconds=1)
    )


def test_the_first_leave_as_soon_as_it_is_sent(appeal: Appeal) -> None:
    reader = make_reader(appeal)
    newsletter = make_newsletter(appeal)

    sending.send(newsletter, now=database_now())

    assert readers_of(newsletter) == [reader.email]


@pytest.mark.requirement("R-82")
def test_only_who_asked_for_news_gets_it(appeal: Appeal) -> None:
    wanted = make_reader(appeal)
    make_signature(appeal)  # verified, asked for no news
    make_reader(appeal, status=SignatureStatus.PENDING)
    make_reader(appeal, status=SignatureStatus.INVALIDATED)
    suppressed = make_reader(appeal)
    suppress(recipient_key(suppressed.canonical_email))
    newsletter = make_newsletter(appeal)

    begin(newsletter)
    feed_all()

    assert readers_of(newsletter) == [wanted.email]
    newsletter.refresh_from_db()
    assert newsletter.state == "sent"


def test_untested_news_is_not_sent(appeal: Appeal) -> None:
    make_reader(appeal)
    with pytest.raises(sending.NotReadyError):
        begin(make_newsletter(appeal, tested=False))


def test_news_changed_after_its_test_is_not_sent(appeal: Appeal) -> None:
    newsletter = make_newsletter(appeal)
    newsletter.texts.filter(language="en").update(body="Something else")

    with pytest.raises(sending.NotReadyError):
        begin(newsletter)


def test_news_in_one_language_is_not_sent(appeal: Appeal) -> None:
    newsletter = make_newsletter(appeal)
    newsletter.texts.filter(language="en").delete()
    newsletter.tested_digest = sending.digest(newsletter)
    newsletter.save()

    with pytest.raises(sending.NotReadyError):
        begin(newsletter)


def test_starting_twice_starts_once(appeal: Appeal) -> None:
    newsletter = make_newsletter(appeal)
    for _ in range(2):
        begin(newsletter)

    assert AuditEntry.objects.filter(act="news.send").count() == 1


def test_mails_are_spread_over_time(appeal: Appeal) -> None:
    for _ in range(5):
        make_reader(appeal)
    newsletter = make_newsletter(appeal, per_hour=120)  # two a minute
    begin(newsletter)
    now = database_now()

    first = sending.feed(now)

    due = OutboundEmail.objects.order_by("due_at").values_list("due_at", flat=True)
    assert (first, [at - now for at in due]) == (2, [timedelta(0), timedelta(seconds=30)])
    assert is_sending(newsletter)
    assert feed_all() == 3


def test_feeding_again_and_again_gives_each_one_mail(appeal: Appeal) -> None:
    for _ in range(4):
        make_reader(appeal)
    newsletter = make_newsletter(appeal)
    begin(newsletter)
    feed_all()
    Newsletter.objects.update(state="sending", cursor=0, fed_at=None)  # a backup was restored

    feed_all()

    assert len(readers_of(newsletter)) == 4


def test_confirmations_go_first(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    make_reader(appeal)
    begin(make_newsletter(appeal))
    monkeypatch.setattr(sending, "QUEUE_IS_LONG", 1)
    promises(appeal, 2)

    assert feed_all() == 0


def test_confirmations_that_their_providers_pace_puts_off_go_first(
    appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_reader(appeal)
    begin(make_newsletter(appeal))
    monkeypatch.setattr(sending, "QUEUE_IS_LONG", 1)
    put_off(appeal, 2)

    assert feed_all(1) == 0


def test_two_beats_feed_no_more_than_one(appeal: Appeal) -> None:
    for _ in range(4):
        make_reader(appeal)
    begin(make_newsletter(appeal, per_hour=60))  # one a minute
    now = database_now()

    fed = [sending.feed(now + timedelta(seconds=seconds)) for seconds in (0, 30, 60, 90)]

    assert fed == [1, 0, 1, 0]


def test_news_leaves_in_the_readers_language(appeal: Appeal, sink: Sink) -> None:
    make_reader(appeal, language="en")
    begin(make_newsletter(appeal))
    feed_all()
    make_due()

    assert deliver_due() == 1
    assert sink.mails[0]["Subject"] == "The hearing is near"


def change_nothing(reader: Signature) -> None: ...


CHANGES = [
    (lambda reader: withdraw_signature(handle=reader.handle, now=database_now()), 0),
    (lambda reader: sending.unsubscribe(reader.handle), 0),
    (lambda reader: suppress(recipient_key(reader.canonical_email)), 0),
    (lambda _reader: Newsletter.objects.update(state="cancelled"), 0),
    (lambda reader: Signature.objects.filter(pk=reader.pk).update(updates_consented_at=None), 0),
    (change_nothing, 1),
]


@pytest.mark.requirement("R-82")
@pytest.mark.parametrize(("change", "number"), CHANGES)
def test_what_happens_while_it_waits_decides(
    appeal: Appeal, sink: Sink, change: Any, number: int
) -> None:
    reader = make_reader(appeal)
    begin(make_newsletter(appeal))
    feed_all()
    make_due()

    change(reader)

    assert (deliver_due(), len(sink.mails)) == (number, number)
    assert not OutboundEmail.objects.filter(state=EmailState.QUEUED).exists()


def test_stopping_takes_out_what_waits(appeal: Appeal) -> None:
    for _ in range(3):
        make_reader(appeal)
    newsletter = make_newsletter(appeal)
    begin(newsletter)
    feed_all(1)
    outbox.mark_sent(OutboundEmail.objects.first() or OutboundEmail())

    assert sending.stop(newsletter, now=database_now()) == 2
    assert sending.stop(newsletter, now=database_now()) == 0
    assert feed_all() == 0
    assert len(readers_of(newsletter)) == 1


def test_stopping_lets_those_move_up_who_were_put_off_behind_it(
    appeal: Appeal, django_capture_on_commit_callbacks: Any
) -> None:
    make_reader(appeal)
    newsletter = make_newsletter(appeal)
    begin(newsletter)
    feed_all(1)
    [behind] = put_off(appeal, 1)

    with django_capture_on_commit_callbacks(execute=True):
        sending.stop(newsletter, now=database_now())

    assert outbox.claim(limit=10) == [behind]


def test_news_does_not_use_up_the_mails_that_one_may_ask_for(appeal: Appeal) -> None:
    reader = make_reader(appeal)
    for _ in range(6):
        begin(make_newsletter(appeal))
    feed_all()
    key = recipient_key(reader.canonical_email)
    assert OutboundEmail.objects.filter(recipient_key=key).count() == 6

    allowance = mail_allowance(
        keys=[key], appeal_id=appeal.pk, kind=EmailKind.MANAGE, now=database_now()
    )

    assert allowance.allowed


def test_test_goes_to_oneself_in_both_languages(appeal: Appeal, sink: Sink) -> None:
    newsletter = make_newsletter(appeal, tested=False)

    number = sending.send_test(newsletter, to=organiser(), now=database_now())

    assert (number, sink.recipients) == (2, ["olga@appel.example"] * 2)
    newsletter.refresh_from_db()
    assert sending.is_tested(newsletter)
    assert AuditEntry.objects.filter(act="news.test").exists()


def test_failed_test_is_no_test(appeal: Appeal, use_server: UseServer) -> None:
    use_server(1)  # nobody answers there
    newsletter = make_newsletter(appeal, tested=False)

    with pytest.raises(OSError, match=r".+"):
        sending.send_test(newsletter, to=organiser(), now=database_now())

    newsletter.refresh_from_db()
    assert not sending.is_tested(newsletter)
