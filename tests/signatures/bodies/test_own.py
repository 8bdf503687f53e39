"""A representative asks, confirms, withdraws; whatever is repeated, once (R-02, R-44)."""

from datetime import timedelta
from functools import partial

import pytest

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.addresses import canonical_email, recipient_key
from signatures.bodies import approval, conversion, own
from signatures.bodies.conversion import BodyFacts
from signatures.enums import BodyState, EmailKind, OrganisationKind
from signatures.figures import counting
from signatures.figures.reconcile import reconcile
from signatures.models import (
    BodyMandateFile,
    BodySignature,
    OutboundEmail,
    PastMail,
    Signature,
    SuppressedAddress,
)
from signatures.models.clock import database_now
from signatures.privacy.retention import purge_unconfirmed_bodies
from signatures.risk.limits import MAILS_PER_DAY
from signatures.signing import withdraw
from signatures.signing.confirm import AlreadySignedError, ConfirmationClosedError
from signatures.signing.my_signature import send_links_again
from signatures.signing.sign import NotOpenError
from tests.factories import make_appeal, make_signature
from tests.signatures.bodies.bodies import ask, make_body
from tests.signatures.signing.test_withdraw import whole_database
from tests.signatures.threads import at_once
from tests.staff import make_staff


def outbox() -> list[tuple[str, int]]:
    return list(OutboundEmail.objects.order_by("id").values_list("kind", "body_id"))


def test_asking_writes_one_waiting_row_and_promises_one_mail(appeal: Appeal) -> None:
    ask(appeal, form_key=b"f" * 32)
    ask(appeal, form_key=b"f" * 32)

    body = BodySignature.objects.get()
    assert (body.state, body.name_key, body.canonical_email) == (
        BodyState.PENDING,
        "association exemple",
        "olga@exemple.example",
    )
    assert outbox() == [(EmailKind.BODY_CONFIRM, body.pk)]
    assert counting.bodies(appeal) == counting.Bodies()


def test_who_has_confirmed_gets_the_link_and_no_second_row(appeal: Appeal) -> None:
    body = make_body(appeal, name="Association Exemple", email="olga@exemple.example")

    ask(appeal, name="ASSOCIATION  exemple")

    assert outbox() == [(EmailKind.BODY_MANAGE, body.pk)]
    assert BodySignature.objects.count() == 1


def test_mails_to_one_address_are_limited_with_those_to_the_person(appeal: Appeal) -> None:
    for number in range(6):
        ask(appeal, name=f"Association {number}")

    assert len(outbox()) == 3


def test_closed_appeal_takes_no_organisation(appeal: Appeal) -> None:
    Appeal.objects.update(state=AppealState.CLOSED)
    appeal.refresh_from_db()

    with pytest.raises(NotOpenError):
        ask(appeal)

    assert not BodySignature.objects.exists()


def test_confirmation_waits_for_the_mandate_and_counts_nothing(appeal: Appeal) -> None:
    body = make_body(appeal, state=BodyState.PENDING)

    for _ in range(2):
        own.confirm_body(handle=body.handle, now=database_now())

    body.refresh_from_db()
    assert body.state == BodyState.VERIFIED
    figures = counting.figures(appeal, language="fr", now=database_now())
    assert (figures.total, figures.organisations.total) == (0, 0)
    assert figures.organisations.under_review == 1
    assert reconcile(appeal) == []


def test_second_confirmation_of_the_same_mailbox_and_name_is_told(appeal: Appeal) -> None:
    make_body(appeal, name="Exemple", email="a@exemple.example")
    second = make_body(appeal, name="exemple", email="a@exemple.example", state=BodyState.PENDING)

    with pytest.raises(AlreadySignedError):
        own.confirm_body(handle=second.handle, now=database_now())


def test_confirmation_ends_with_the_grace_of_the_appeal(appeal: Appeal) -> None:
    body = make_body(appeal, state=BodyState.PENDING)
    Appeal.objects.update(closes_at=database_now() - timedelta(hours=25))

    with pytest.raises(ConfirmationClosedError):
        own.confirm_body(handle=body.handle, now=database_now())


def test_link_that_would_confirm_too_late_is_not_sent(appeal: Appeal) -> None:
    body = make_body(appeal, email="olga@exemple.example", state=BodyState.PENDING)
    Appeal.objects.update(closes_at=database_now() - timedelta(hours=25))
    appeal.refresh_from_db()

    send_links_again(email=body.email, appeal=appeal, now=database_now())

    assert outbox() == []


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_are_one() -> None:
    appeal = make_appeal()
    rows = [
        make_body(appeal, name="Exemple", email="a@exemple.example", state=BodyState.PENDING)
        for _ in range(2)
    ]

    def confirm(row: BodySignature) -> None:
        try:
            own.confirm_body(handle=row.handle, now=database_now())
        except AlreadySignedError:
            pass

    at_once(*(partial(confirm, row) for row in rows))

    assert BodySignature.objects.filter(state=BodyState.VERIFIED).count() == 1
    assert reconcile(appeal) == []


def test_withdrawal_of_a_counted_one_erases_and_is_told(appeal: Appeal) -> None:
    body = make_body(appeal, state=BodyState.APPROVED)
    staff = make_staff("organiser")
    BodyMandateFile.objects.create(body=body, name="pv", content=b"x", sha256="x", added_by=staff)

    for _ in range(2):
        own.withdraw_body(handle=body.handle, now=database_now())

    body.refresh_from_db()
    assert (body.state, body.name, body.email, body.organisation) == ("withdrawn", "", "", None)
    assert not BodyMandateFile.objects.exists()
    assert counting.bodies(appeal) == counting.Bodies(withdrawn=1)
    assert reconcile(appeal) == []


@pytest.mark.parametrize("state", [BodyState.PENDING, BodyState.VERIFIED, BodyState.REFUSED])
def test_withdrawal_of_one_that_never_counted_leaves_nothing(
    appeal: Appeal, state: BodyState
) -> None:
    body = make_body(appeal, state=state)

    own.withdraw_body(handle=body.handle, now=database_now())

    assert not BodySignature.objects.exists()
    assert counting.bodies(appeal) == counting.Bodies()


def test_who_did_not_ask_is_erased_and_not_written_to_again(appeal: Appeal) -> None:
    ask(appeal)
    body = BodySignature.objects.get()

    own.disown_body(handle=body.handle, now=database_now())

    assert not BodySignature.objects.exists()
    assert not OutboundEmail.objects.exists()
    key = recipient_key(canonical_email("olga@exemple.example"))
    assert [bytes(row.recipient_key) for row in SuppressedAddress.objects.all()] == [key]


@pytest.mark.requirement("R-05")
def test_asking_and_withdrawing_again_and_again_does_not_renew_the_limits(appeal: Appeal) -> None:
    for _ in range(MAILS_PER_DAY + 2):
        ask(appeal)
        for body in BodySignature.objects.all():
            own.confirm_body(handle=body.handle, now=database_now())
            own.withdraw_body(handle=body.handle, now=database_now())

    assert PastMail.objects.count() == MAILS_PER_DAY


@pytest.mark.parametrize("approved", [True, False])
@pytest.mark.parametrize("by_the_person", [True, False])
def test_who_did_not_ask_is_erased_whatever_it_was_made_into(
    appeal: Appeal, *, by_the_person: bool, approved: bool
) -> None:
    """Both mails say “not me”, and either ends both rows."""
    facts = BodyFacts(name="Exemple", kind=OrganisationKind.OTHER, role="Trésorière")
    person = make_signature(appeal, last_name="Quatrefages", email="z@quatrefages.example")
    body = conversion.to_body(person, facts, by=make_staff("organiser"))
    if approved:
        approval.approve(body, name="Exemple", mandate_seen="vu", by=make_staff("organiser"))
    go = withdraw.disown_signature if by_the_person else own.disown_body

    go(handle=(person if by_the_person else body).handle, now=database_now())

    assert "uatrefages" not in whole_database()
    assert not Signature.objects.exists()
    assert counting.bodies(appeal) == counting.Bodies(withdrawn=int(approved))
    assert reconcile(appeal) == []


@pytest.mark.parametrize("by_the_person", [True, False])
def test_who_did_not_ask_is_erased_after_it_was_made_into_a_persons(
    appeal: Appeal, *, by_the_person: bool
) -> None:
    body = make_body(appeal, last_name="Quatrefages", email="z@quatrefages.example")
    by = make_staff("organiser")
    person = conversion.to_person(body, by=by, category=appeal.categories.first())
    go = withdraw.disown_signature if by_the_person else own.disown_body

    go(handle=(person if by_the_person else body).handle, now=database_now())

    assert "uatrefages" not in whole_database()
    assert not BodySignature.objects.exists()
    current = counting.figures(appeal, language="fr", now=database_now())
    assert (current.total, current.withdrawn) == (0, 1)
    assert reconcile(appeal) == []


def test_unconfirmed_goes_after_fourteen_days(appeal: Appeal) -> None:
    now = database_now()
    old = make_body(appeal, state=BodyState.PENDING)
    BodySignature.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=15))
    kept = [make_body(appeal, state=BodyState.PENDING), make_body(appeal)]

    assert purge_unconfirmed_bodies(now=now, appeal=appeal) == 1
    assert set(BodySignature.objects.all()) == set(kept)


def test_links_are_sent_again_for_the_person_and_the_organisation(appeal: Appeal) -> None:
    address = "olga@exemple.example"
    make_signature(appeal, email=address)
    make_body(appeal, email=address)

    send_links_again(email=address, appeal=appeal, now=database_now())

    kinds = OutboundEmail.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [EmailKind.MANAGE, EmailKind.BODY_MANAGE]
