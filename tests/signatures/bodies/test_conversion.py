"""From a person to an organisation and back: the figures move by one, nothing is lost."""

from typing import Any

import pytest

from accounts.models import AuditEntry, User
from appeal.models import Appeal
from signatures.bodies.approval import approve, refuse, reopen
from signatures.bodies.conversion import (
    BodyFacts,
    InTheWayError,
    NotConvertibleError,
    to_body,
    to_person,
)
from signatures.bodies.own import withdraw_body
from signatures.desk import moderation
from signatures.desk.release import is_watched
from signatures.enums import (
    BodyState,
    Display,
    EmailKind,
    ModerationStatus,
    OrganisationKind,
    SignatureStatus,
)
from signatures.figures import counting
from signatures.figures.reconcile import reconcile
from signatures.models import BodySignature, OutboundEmail, Signature, WatchedName
from signatures.models.clock import database_now
from signatures.risk.watchlist import set_keys
from signatures.signing.confirm import confirm_signature
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_signature
from tests.signatures.bodies.bodies import make_body
from tests.signatures.signing.entries import sign
from tests.signatures.signing.test_withdraw import PERSONAL, TRACES, whole_database
from tests.staff import make_staff

FACTS = BodyFacts(name="Association Exemple", kind=OrganisationKind.ASSOCIATION, role="Présidente")


@pytest.fixture
def olga(db: None) -> User:
    return make_staff("organiser")


def numbers(appeal: Appeal) -> dict[str, Any]:
    """The figures that a conversion moves."""
    figures = counting.figures(appeal, language="fr", now=database_now())
    assert reconcile(appeal) == []
    return {
        "people": figures.total,
        "taken out": figures.invalidated,
        "organisations": figures.organisations.total,
        "waiting": figures.organisations.under_review,
    }


def row(signature: Signature) -> dict[str, Any]:
    return dict(Signature.objects.filter(pk=signature.pk).values().get())


def test_person_becomes_an_organisation_and_is_a_person_again(appeal: Appeal, olga: User) -> None:
    person = make_signature(
        appeal,
        organisation="Association Exemple",
        moderation=ModerationStatus.APPROVED,
        message="Au nom du conseil",
        display=Display.INITIALS,
    )
    before, figures_before = row(person), numbers(appeal)

    body = to_body(person, FACTS, by=olga, note="elle l’a écrit")
    as_body = numbers(appeal)
    approve(body, name="Association Exemple", mandate_seen="PV", by=olga)
    approved = numbers(appeal)
    to_person(body, by=olga)

    assert as_body == {
        "people": 0,
        "taken out": {"converted": 1},
        "organisations": 0,
        "waiting": 1,
    }
    assert (approved["organisations"], approved["waiting"]) == (1, 0)
    assert (row(person), numbers(appeal)) == (before, figures_before)
    body.refresh_from_db()
    assert (body.state, body.mandate) == (BodyState.CONVERTED, "Au nom du conseil")


def test_second_conversion_finds_the_approval_of_the_first(appeal: Appeal, olga: User) -> None:
    person = make_signature(appeal)
    body = to_body(person, FACTS, by=olga)
    approve(body, name="Exemple", mandate_seen="PV", by=olga)
    to_person(body, by=olga)

    again = to_body(person, FACTS, by=olga)

    assert again.pk == body.pk
    assert (again.state, numbers(appeal)["organisations"]) == (BodyState.APPROVED, 1)


def test_approval_that_was_taken_back_does_not_return_by_conversion(
    appeal: Appeal, olga: User
) -> None:
    person = make_signature(appeal)
    body = to_body(person, FACTS, by=olga)
    approve(body, name="Exemple", mandate_seen="PV", by=olga)
    reopen(body, by=olga)
    to_person(body, by=olga)

    waiting = to_body(person, FACTS, by=olga).state
    refuse(body, reason="Sans mandat", by=olga)
    to_person(body, by=olga)
    refused = to_body(person, FACTS, by=olga)

    assert (waiting, refused.state) == (BodyState.VERIFIED, BodyState.REFUSED)
    assert (numbers(appeal)["organisations"], refused.refusal) == (0, "Sans mandat")


def test_representative_becomes_a_person_who_shows_nothing_yet(appeal: Appeal, olga: User) -> None:
    body = make_body(appeal, name="Moi-même", role="Citoyenne")
    citizen = appeal.categories.get(code="citizen")

    person = to_person(body, by=olga, category=citizen)

    assert numbers(appeal) == {"people": 1, "taken out": {}, "organisations": 0, "waiting": 0}
    assert (person.display, person.organisation, person.job_title) == (
        Display.HIDDEN,
        "Moi-même",
        "Citoyenne",
    )
    mail = OutboundEmail.objects.get()
    assert (mail.kind, mail.signature_id) == (EmailKind.MANAGE, person.pk)
    back = to_body(person, FACTS, by=olga)
    assert (back.pk, back.name) == (body.pk, "Moi-même")
    assert numbers(appeal)["waiting"] == 1


@pytest.mark.parametrize(
    "status", [SignatureStatus.PENDING, SignatureStatus.INVALIDATED, SignatureStatus.WITHDRAWN]
)
def test_only_a_verified_person_is_converted(
    appeal: Appeal, olga: User, status: SignatureStatus
) -> None:
    person = make_signature(appeal, status=status)

    with pytest.raises(NotConvertibleError):
        to_body(person, FACTS, by=olga)

    assert not BodySignature.objects.exists()


@pytest.mark.parametrize("state", [BodyState.PENDING, BodyState.CONVERTED])
def test_only_a_confirmed_organisation_is_converted(
    appeal: Appeal, olga: User, state: BodyState
) -> None:
    body = make_body(appeal, state=state)

    with pytest.raises(NotConvertibleError):
        to_person(body, by=olga, category=appeal.categories.get(code="citizen"))
    with pytest.raises(NotConvertibleError):
        to_person(make_body(appeal), by=olga)


def test_who_signed_as_a_person_since_is_in_the_way(appeal: Appeal, olga: User) -> None:
    person = make_signature(appeal, email="olga@exemple.example")
    body = to_body(person, FACTS, by=olga)
    make_signature(appeal, email="olga@exemple.example")

    with pytest.raises(InTheWayError):
        to_person(body, by=olga)

    assert numbers(appeal)["people"] == 1
    assert BodySignature.objects.get().state == BodyState.VERIFIED


def test_organisation_that_signed_already_is_in_the_way(appeal: Appeal, olga: User) -> None:
    person = make_signature(appeal, email="olga@exemple.example")
    make_body(appeal, name=FACTS.name, email="olga@exemple.example")

    with pytest.raises(InTheWayError):
        to_body(person, FACTS, by=olga)

    assert numbers(appeal)["people"] == 1


def test_converted_signature_is_not_reinstated_by_moderation(appeal: Appeal, olga: User) -> None:
    """It would be counted twice."""
    to_body(make_signature(appeal), FACTS, by=olga)

    moderation.reinstate(Signature.objects.all(), by=olga)

    assert numbers(appeal)["people"] == 0


@pytest.mark.requirement("R-11")
def test_watched_representative_is_held_as_a_person(appeal: Appeal, olga: User) -> None:
    body = make_body(appeal, first_name="Marie", last_name="Curie")

    person = to_person(body, by=olga, category=appeal.categories.get(code="citizen"))

    assert numbers(appeal)["people"] == 0
    assert is_watched(Signature.objects.get(pk=person.pk))
    assert moderation.approve(Signature.objects.all(), by=olga).watched == 1
    back = to_body(person, FACTS, by=olga)
    assert numbers(appeal)["waiting"] == 1
    to_person(back, by=olga)
    assert numbers(appeal)["people"] == 0


@pytest.mark.requirement("R-11")
def test_person_whose_name_was_listed_meanwhile_comes_back_held(appeal: Appeal, olga: User) -> None:
    person = make_signature(appeal, first_name="Zoé", last_name="de l’Exemple")
    body = to_body(person, FACTS, by=olga)
    name = WatchedName(first_name="Zoé", last_name="de l’Exemple", kind="well_known")
    set_keys(name)
    name.save()

    to_person(body, by=olga)

    assert numbers(appeal)["people"] == 0
    assert is_watched(Signature.objects.get(pk=person.pk))


def test_withdrawal_of_either_leaves_nothing_of_the_other(appeal: Appeal, olga: User) -> None:
    body = to_body(make_signature(appeal), FACTS, by=olga)
    withdraw_body(handle=body.handle, now=database_now())
    assert not Signature.objects.exists()

    person = make_signature(appeal)
    to_person(to_body(person, FACTS, by=olga), by=olga)
    withdraw_signature(handle=person.handle, now=database_now())

    assert not BodySignature.objects.exists()
    assert numbers(appeal) == {"people": 0, "taken out": {}, "organisations": 0, "waiting": 0}


def test_conversions_are_on_record_and_in_the_history(appeal: Appeal, olga: User) -> None:
    person = make_signature(appeal)

    to_person(to_body(person, FACTS, by=olga, note="mail du 3"), by=olga)

    acts = AuditEntry.objects.filter(act__contains="convert").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "signature.convert_to_body",
        "body.convert_to_person",
    ]
    decisions = person.decisions.order_by("pk").values_list("decision", "reason")
    assert list(decisions) == [
        ("invalidate", "converted: mail du 3"),
        ("reinstate", "converted"),
    ]


@pytest.mark.requirement("R-63", "R-64")
def test_withdrawn_organisation_leaves_no_trace_of_the_person_it_was(appeal: Appeal) -> None:
    sign(appeal, **PERSONAL)
    person = confirm_signature(handle=Signature.objects.get().handle, now=database_now())
    body = to_body(person, FACTS, by=make_staff("organiser"))
    text = whole_database()
    assert all(trace in text for trace in TRACES)

    withdraw_body(handle=body.handle, now=database_now())

    text = whole_database()
    assert not [trace for trace in TRACES if trace in text]
