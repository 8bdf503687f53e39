"""The mail desk as staff see it: who may look, who may send, and what never shows."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import EmailState, SignatureStatus, SuppressionReason
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import suppress
from tests.factories import make_signature
from tests.signatures.mail.promises import promise
from tests.staff import make_staff, signed_in

DESK = "/staff/mail/"
SUZIE = "suzie@campus.example"


@pytest.fixture
def suzie(appeal: Appeal) -> Signature:
    signature = make_signature(appeal, status=SignatureStatus.PENDING, email=SUZIE)
    promise(signature, state=EmailState.DEAD, last_error="gaierror", recipient_key=b"other")
    return signature


@pytest.fixture
def desk(appeal: Appeal) -> Callable[[str], Client]:
    return lambda role: signed_in(make_staff(role))


def story(signature: Signature) -> str:
    return reverse("mail_desk:story", args=[signature.pk])


def mails(signature: Signature) -> int:
    return OutboundEmail.objects.filter(signature=signature).count()


def test_desk_shows_funnel_queue_and_what_was_given_up(
    desk: Callable[[str], Client], suzie: Signature
) -> None:
    page = desk(ORGANISER).get(DESK)

    text = page.content.decode()
    assert "Our mail server did not answer (gaierror)." in text
    assert "Nothing waits" in text
    assert story(suzie) in text
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["", "search/", "send-again/", "signature/{pk}/", "signature/{pk}/lift/"]
)
@pytest.mark.parametrize("role", [PRESS, "nobody", None])
def test_others_see_nothing(
    desk: Callable[[str], Client], suzie: Signature, path: str, role: str | None
) -> None:
    client = desk(role) if role else Client()
    address = DESK + path.format(pk=suzie.pk)
    posted = "search" in path or "again" in path or "lift" in path

    answer = client.post(address, {"who": SUZIE}) if posted else client.get(address)

    assert answer.status_code == (403 if role in (PRESS, "nobody") and role == PRESS else 302) or (
        answer.status_code in (302, 403)
    )
    assert b"Suzie" not in answer.content


def test_address_typed_in_full_opens_the_story(
    desk: Callable[[str], Client], suzie: Signature
) -> None:
    answer = desk(MODERATOR).post(f"{DESK}search/", {"who": SUZIE})

    assert (answer.status_code, answer["Location"]) == (302, story(suzie))


@pytest.mark.parametrize(("role", "shown"), [(ORGANISER, True), (MODERATOR, False)])
def test_addresses_are_shown_to_who_may_see_them(
    desk: Callable[[str], Client], suzie: Signature, role: str, *, shown: bool
) -> None:
    page = desk(role).get(story(suzie)).content.decode()

    assert (SUZIE in page) is shown
    assert ("Send the confirmation mail again" in page) is shown


def test_name_of_several_people_lists_them_without_addresses(
    desk: Callable[[str], Client], suzie: Signature
) -> None:
    make_signature(suzie.appeal, last_name=suzie.last_name, email="other@campus.example")

    page = desk(MODERATOR).post(f"{DESK}search/", {"who": suzie.last_name}).content.decode()

    assert "2 signatures" in page
    assert "@campus.example" not in page


def test_unknown_address_is_answered(desk: Callable[[str], Client], suzie: Signature) -> None:
    page = desk(MODERATOR).post(f"{DESK}search/", {"who": "olga@campus.example"})

    assert "Nobody signed with this address" in page.content.decode()


def test_pressing_twice_sends_once(desk: Callable[[str], Client], suzie: Signature) -> None:
    client = desk(ORGANISER)
    for _ in range(2):
        client.post(f"{DESK}send-again/", {"signature": suzie.pk})

    story = client.get(f"{DESK}signature/{suzie.pk}/").content.decode()

    due = OutboundEmail.objects.filter(signature=suzie, state=EmailState.QUEUED)
    assert due.count() == 1
    assert "send-again" not in story  # it leaves by itself


def test_sending_again_asks_for_whom(desk: Callable[[str], Client], suzie: Signature) -> None:
    page = desk(ORGANISER).post(f"{DESK}send-again/", follow=True)

    assert "Select at least one signature." in page.text


@pytest.mark.requirement("R-05")
def test_desk_cannot_flood_an_address(desk: Callable[[str], Client], suzie: Signature) -> None:
    client = desk(ORGANISER)
    for _ in range(8):
        client.post(f"{DESK}send-again/", {"signature": suzie.pk})
        queued = OutboundEmail.objects.filter(state=EmailState.QUEUED)
        queued.update(state=EmailState.SENT, sent_at=database_now())

    key = recipient_key(SUZIE)
    assert OutboundEmail.objects.filter(recipient_key=key).count() == 3


def test_many_are_sent_at_once_each_within_its_limits(
    desk: Callable[[str], Client], suzie: Signature
) -> None:
    others = [make_signature(suzie.appeal) for _ in range(2)]
    gone = make_signature(suzie.appeal, status=SignatureStatus.WITHDRAWN)
    suppress(recipient_key(others[1].canonical_email))
    chosen = [one.pk for one in (suzie, *others, gone)]

    page = desk(ORGANISER).post(f"{DESK}send-again/", {"signature": chosen}, follow=True)

    text = page.content.decode()
    assert "2 mails are in the queue." in text
    assert "1 address gets no mail" in text
    assert "1 signature was withdrawn, invalidated or not confirmed in time" in text
    assert AuditEntry.objects.filter(act="mail.resend").count() == 4


def test_moderator_does_not_send(desk: Callable[[str], Client], suzie: Signature) -> None:
    before = mails(suzie)

    answer = desk(MODERATOR).post(f"{DESK}send-again/", {"signature": suzie.pk})

    assert (answer.status_code, mails(suzie)) == (403, before)


@pytest.mark.parametrize(
    ("reason", "text"),
    [(SuppressionReason.HARD_BOUNCE, "may get mail again"), (SuppressionReason.NOT_ME, "")],
)
def test_only_a_bounce_is_taken_back(
    desk: Callable[[str], Client], suzie: Signature, reason: SuppressionReason, text: str
) -> None:
    suppress(recipient_key(SUZIE), reason)

    page = desk(ORGANISER).post(f"{DESK}signature/{suzie.pk}/lift/", follow=True)

    assert text in page.content.decode()
    assert AuditEntry.objects.filter(act="mail.lift_bounce").exists() == bool(text)


def test_get_changes_nothing(desk: Callable[[str], Client], suzie: Signature) -> None:
    client = desk(ORGANISER)
    for path in ("search/", "send-again/", f"signature/{suzie.pk}/lift/"):
        assert client.get(DESK + path).status_code == 405
