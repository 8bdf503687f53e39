"""A mandate is seen, an organisation counts; each decision can be taken back."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.bodies.approval import (
    TIME_TO_THINK,
    AlreadyApprovedError,
    Document,
    NotDecidableError,
    approve,
    refuse,
    reopen,
)
from signatures.enums import BodyState, EmailKind, EmailState
from signatures.figures import counting
from signatures.figures.reconcile import reconcile
from signatures.folding import search_key
from signatures.mail.compose import compose
from signatures.models import BodySignature, Organisation, OutboundEmail
from signatures.models.clock import database_now
from signatures.wall.bodies import bodies_page
from tests.factories import make_appeal, make_signature
from tests.signatures.bodies.bodies import make_body
from tests.signatures.organisations.records import make_organisation
from tests.signatures.threads import queued
from tests.staff import make_staff


def state_of(body: BodySignature) -> str:
    return BodySignature.objects.get(pk=body.pk).state


def approved(body: BodySignature, name: str = "", **more: Document) -> None:
    by = make_staff("organiser")
    approve(body, name=name or body.name, mandate_seen="Procès-verbal", by=by, **more)


def test_approved_organisation_counts_apart_from_people(appeal: Appeal) -> None:
    make_signature(appeal)
    body = make_body(appeal, name="Exemple", kind="health")

    approved(body)

    figures = counting.figures(appeal, language="fr", now=body.created_at)
    assert figures.total == 1
    assert figures.organisations == counting.Bodies(total=1, by_kind=[("health", 1)])
    assert reconcile(appeal) == []
    assert list(OutboundEmail.objects.values_list("kind", "body")) == [
        (EmailKind.BODY_APPROVED, body.pk)
    ]


def test_organisation_is_shown_as_its_record_is_called(appeal: Appeal) -> None:
    record = make_organisation("Université", english_name="University")
    body = make_body(appeal, name="Univ.", homepage="https://univ.example/")

    approved(body, "université")

    [shown] = bodies_page(appeal, language="en").bodies
    assert (shown.name, shown.homepage) == ("University", "https://univ.example/")
    assert Organisation.objects.get() == record


def test_name_without_a_record_makes_one(appeal: Appeal) -> None:
    approved(make_body(appeal, name="Exemple", kind="company"))

    record = Organisation.objects.get()
    assert (record.name, record.kind, record.search_key) == ("Exemple", "company", "exemple")


def test_one_organisation_counts_once_for_an_appeal(appeal: Appeal) -> None:
    make_organisation("Exemple")
    approved(make_body(appeal, name="Exemple"))
    second = make_body(appeal, name="L’Exemple")

    with pytest.raises(AlreadyApprovedError):
        approved(second, "Exemple")

    assert state_of(second) == BodyState.VERIFIED
    assert counting.bodies(appeal).total == 1


@pytest.mark.parametrize(
    "state",
    [BodyState.PENDING, BodyState.APPROVED, BodyState.CONVERTED],
)
def test_what_does_not_wait_cannot_be_approved(appeal: Appeal, state: BodyState) -> None:
    with pytest.raises(NotDecidableError):
        approved(make_body(appeal, state=state))


def test_refusal_is_told_after_a_moment_to_think_and_its_reason_is_not(appeal: Appeal) -> None:
    body = make_body(appeal)

    refuse(body, reason="Sans mandat", by=make_staff("organiser"))

    [promised] = OutboundEmail.objects.all()
    assert promised.kind == EmailKind.BODY_REFUSED
    assert promised.due_at == database_now() + TIME_TO_THINK
    assert "Sans mandat" not in str(compose(promised).body)


def test_mail_about_a_decision_that_was_taken_back_does_not_leave(appeal: Appeal) -> None:
    by, body = make_staff("organiser"), make_body(appeal)

    refuse(body, reason="Sans mandat", by=by)
    reopen(body, by=by)
    assert not OutboundEmail.objects.exists()
    refuse(body, reason="Sans mandat", by=by)
    approved(body)

    assert [email.kind for email in OutboundEmail.objects.all()] == [EmailKind.BODY_APPROVED]


def refused(body: BodySignature) -> None:
    refuse(body, reason="Sans mandat", by=make_staff("organiser"))


@pytest.mark.parametrize("decide", [approved, refused])
def test_second_decision_is_told_as_the_first_was(
    appeal: Appeal, decide: Callable[[BodySignature], None]
) -> None:
    body = make_body(appeal)
    decide(body)
    OutboundEmail.objects.update(state=EmailState.SENT, attempts=1, sent_at=database_now())

    reopen(body, by=make_staff("organiser"))
    decide(body)

    assert sorted(OutboundEmail.objects.values_list("state", flat=True)) == ["queued", "sent"]


def test_refusal_and_approval_can_be_taken_back(appeal: Appeal) -> None:
    by, body = make_staff("organiser"), make_body(appeal)
    states = []

    refuse(body, reason="Sans mandat", by=by)
    states.append(state_of(body))
    reopen(body, by=by)
    states.append(state_of(body))
    approved(body)
    states.append(state_of(body))
    reopen(body, by=by)
    states.append(state_of(body))

    assert states == ["refused", "verified", "approved", "verified"]
    body.refresh_from_db()
    decision = (body.organisation, body.mandate_seen, body.approved_by, body.approved_at)
    assert decision == (None, "", None, None)
    assert counting.bodies(appeal) == counting.Bodies(under_review=1)
    assert bodies_page(appeal, language="fr").bodies == []
    with pytest.raises(NotDecidableError):
        reopen(body, by=by)


def test_decisions_are_on_record_without_a_name(appeal: Appeal) -> None:
    body = make_body(appeal)

    approved(body)

    entry = AuditEntry.objects.get(act="body.approve")
    assert (entry.before, entry.after["state"]) == ({"state": "verified"}, "approved")
    assert body.last_name not in str(entry.after) + entry.target_label


def test_document_of_the_mandate_is_kept_with_its_hash(appeal: Appeal) -> None:
    body = make_body(appeal)

    approved(body, document=Document("pv.pdf", b"%PDF-1.7"))

    body.refresh_from_db()
    assert (body.mandate_file.name, bytes(body.mandate_file.content)) == ("pv.pdf", b"%PDF-1.7")
    assert len(body.mandate_file.sha256) == 64


def test_list_is_alphabetical_and_paged(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signatures.wall.bodies.PAGE_SIZE", 2)
    for name in ("Cigale", "Abeille", "Bourdon"):
        make_body(appeal, name=name, state=BodyState.APPROVED)
    namesake = {"name": "Bourdon (Lyon)", "name_key": search_key("Bourdon")}
    make_body(appeal, **namesake, state=BodyState.APPROVED)
    make_body(appeal, name="Attend")

    first = bodies_page(appeal, language="fr")
    second = bodies_page(appeal, language="fr", after=first.next_after)

    names = [[each.name for each in page.bodies] for page in (first, second)]
    assert names == [["Abeille", "Bourdon"], ["Bourdon (Lyon)", "Cigale"]]
    assert second.next_after == ""
    for made_up in ("nonsense", "bourdon~x", "bourdon~" + "9" * 5_000):
        assert bodies_page(appeal, language="fr", after=made_up) == first


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-39")
def test_two_approve_the_same_new_organisation_in_the_same_moment() -> None:
    appeal = make_appeal()
    bodies = [make_body(appeal, name="Cercle", email=f"{who}@cercle.example") for who in "ab"]

    outcomes = queued(BodySignature.objects.all(), *(partial(approved, body) for body in bodies))

    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyApprovedError]
    assert Organisation.objects.get().name == "Cercle"
    assert reconcile(appeal) == []
