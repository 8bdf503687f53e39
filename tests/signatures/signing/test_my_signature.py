"""One's own signature: seen, shown otherwise, found again by mail."""

import uuid
from datetime import timedelta

import pytest

from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import Display, EmailKind, EmailState, ModerationStatus, SignatureStatus
from signatures.figures.counting import total
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import suppress
from signatures.signing.my_signature import change_display, own_signature, send_links_again
from signatures.wall.public import wall_page
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign

EMAIL = "suzie@campus.example"


def names(appeal: Appeal) -> list[str]:
    return [entry.name for entry in wall_page(appeal, language="fr").signatories]


def mails() -> list[tuple[str, int]]:
    return list(OutboundEmail.objects.order_by("id").values_list("kind", "signature_id"))


@pytest.mark.parametrize("status", [SignatureStatus.VERIFIED, SignatureStatus.PENDING])
def test_own_signature_is_found(appeal: Appeal, status: SignatureStatus) -> None:
    signature = make_signature(appeal, status=status)

    assert own_signature(signature.handle) == signature


@pytest.mark.parametrize("status", [SignatureStatus.WITHDRAWN, SignatureStatus.INVALIDATED])
def test_own_signature_that_is_gone_is_not_found(appeal: Appeal, status: SignatureStatus) -> None:
    signature = make_signature(appeal, status=status)

    assert own_signature(signature.handle) is None


def test_own_signature_of_an_unknown_handle_is_not_found(appeal: Appeal) -> None:
    make_signature(appeal)

    assert own_signature(uuid.uuid4()) is None


@pytest.mark.parametrize("before", Display)
@pytest.mark.parametrize(
    ("after", "shown"),
    [
        (Display.FULL, ["Anne-Marie Lefèvre"]),
        (Display.INITIALS, ["A.-M. L."]),
        (Display.HIDDEN, []),
    ],
)
def test_display_changes_what_is_shown_and_where(
    appeal: Appeal, before: Display, after: Display, shown: list[str]
) -> None:
    signature = make_signature(appeal, first_name="Anne-Marie", last_name="Lefèvre", display=before)

    change_display(handle=signature.handle, display=after, updates=False, now=database_now())

    fresh = make_signature(
        appeal,
        first_name="Anne-Marie",
        last_name="Lefèvre",
        display=after,
        status=SignatureStatus.PENDING,
    )
    signature.refresh_from_db()
    assert names(appeal) == shown
    assert (signature.display, signature.wall_key) == (after, fresh.wall_key)
    assert total(appeal) == 1


def test_display_changes_one_signature_only(appeal: Appeal) -> None:
    signature, other = make_signature(appeal), make_signature(appeal)
    before = Signature.objects.filter(pk=other.pk).values().get()

    change_display(
        handle=signature.handle, display=Display.HIDDEN, updates=True, now=database_now()
    )

    assert Signature.objects.filter(pk=other.pk).values().get() == before


@pytest.mark.parametrize(
    "status", [SignatureStatus.PENDING, SignatureStatus.WITHDRAWN, SignatureStatus.INVALIDATED]
)
def test_display_of_a_signature_that_is_not_verified_stays(
    appeal: Appeal, status: SignatureStatus
) -> None:
    signature = make_signature(appeal, status=status)
    before = Signature.objects.values().get()

    change_display(handle=signature.handle, display=Display.FULL, updates=True, now=database_now())

    assert Signature.objects.values().get() == before


def test_display_shows_nothing_that_is_held(appeal: Appeal) -> None:
    signature = make_signature(appeal, display=Display.HIDDEN, moderation=ModerationStatus.HELD)

    change_display(handle=signature.handle, display=Display.FULL, updates=False, now=database_now())

    assert names(appeal) == []


def test_news_are_consented_to_once_and_the_date_is_kept(appeal: Appeal) -> None:
    signature, now = make_signature(appeal), database_now()

    for day in (0, 1):
        change_display(
            handle=signature.handle,
            display=Display.FULL,
            updates=True,
            now=now + timedelta(days=day),
        )

    assert Signature.objects.get().updates_consented_at == now


def test_news_are_refused(appeal: Appeal) -> None:
    signature = make_signature(appeal, updates_consented_at=database_now())

    change_display(handle=signature.handle, display=Display.FULL, updates=False, now=database_now())

    assert Signature.objects.get().updates_consented_at is None


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (SignatureStatus.VERIFIED, [EmailKind.MANAGE]),
        (SignatureStatus.PENDING, [EmailKind.CONFIRM]),
        (SignatureStatus.WITHDRAWN, []),
        (SignatureStatus.INVALIDATED, [EmailKind.MANAGE]),
    ],
)
def test_links_are_sent_to_who_has_a_signature(
    appeal: Appeal, status: SignatureStatus, kinds: list[EmailKind]
) -> None:
    signature = make_signature(appeal, email=EMAIL, status=status)

    send_links_again(email="Suzie+tag@Campus.example", appeal=appeal, now=database_now())

    assert mails() == [(kind, signature.pk) for kind in kinds]


def test_links_are_sent_to_the_address_of_the_signature(appeal: Appeal) -> None:
    """Somebody else's spelling of the address must not redirect the mail."""
    make_signature(appeal, email="Suzie@campus.example")

    send_links_again(email="suzie+mallory@campus.example", appeal=appeal, now=database_now())

    assert OutboundEmail.objects.get().about.email == "Suzie@campus.example"
    assert bytes(OutboundEmail.objects.get().recipient_key) == recipient_key(EMAIL)


@pytest.mark.parametrize(
    ("status", "kinds"),
    [(SignatureStatus.PENDING, []), (SignatureStatus.VERIFIED, [EmailKind.MANAGE])],
)
def test_link_that_would_confirm_too_late_is_not_sent(
    appeal: Appeal, status: SignatureStatus, kinds: list[EmailKind]
) -> None:
    signature = make_signature(appeal, email=EMAIL, status=status)
    Appeal.objects.update(closes_at=database_now() - timedelta(hours=25))
    appeal.refresh_from_db()

    send_links_again(email=EMAIL, appeal=appeal, now=database_now())

    assert mails() == [(kind, signature.pk) for kind in kinds]


def test_links_of_an_unknown_address_are_not_sent(appeal: Appeal) -> None:
    make_signature(appeal, email=EMAIL)

    send_links_again(email="olga@campus.example", appeal=appeal, now=database_now())

    assert mails() == []


def test_links_of_another_appeal_are_not_sent(appeal: Appeal) -> None:
    make_signature(make_appeal(slug="other", is_featured=False), email=EMAIL)

    send_links_again(email=EMAIL, appeal=appeal, now=database_now())

    assert mails() == []


def test_links_to_a_suppressed_address_are_not_sent(appeal: Appeal) -> None:
    make_signature(appeal, email=EMAIL)
    suppress(recipient_key(EMAIL))

    send_links_again(email=EMAIL, appeal=appeal, now=database_now())

    assert mails() == []


def test_links_of_the_verified_signature_come_first(appeal: Appeal) -> None:
    verified = make_signature(appeal, email=EMAIL)
    make_signature(appeal, email=EMAIL, status=SignatureStatus.PENDING)

    send_links_again(email=EMAIL, appeal=appeal, now=database_now())

    assert mails() == [(EmailKind.MANAGE, verified.pk)]


def test_links_of_the_latest_waiting_signature_come_first(appeal: Appeal) -> None:
    for _ in range(2):
        latest = make_signature(appeal, email=EMAIL, status=SignatureStatus.PENDING)

    send_links_again(email=EMAIL, appeal=appeal, now=database_now())

    assert mails() == [(EmailKind.CONFIRM, latest.pk)]


def test_links_keep_to_the_caps_of_the_address(appeal: Appeal) -> None:
    sign(appeal)

    for _ in range(10):
        send_links_again(email=EMAIL, appeal=appeal, now=database_now())

    assert OutboundEmail.objects.count() == 3


def test_links_asked_for_twice_come_two_minutes_apart(appeal: Appeal) -> None:
    make_signature(appeal, email=EMAIL)
    now = database_now()

    for _ in range(2):
        send_links_again(email=EMAIL, appeal=appeal, now=now)

    due = OutboundEmail.objects.order_by("id").values_list("due_at", "state")
    assert list(due) == [
        (now, EmailState.QUEUED),
        (now + timedelta(minutes=2), EmailState.QUEUED),
    ]
