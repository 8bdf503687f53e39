"""Correcting one's own signature: what moves, what is looked at again, who is overwritten."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from appeal.models import Appeal
from signatures.desk import moderation
from signatures.desk.deciding import newest_decisions
from signatures.desk.release import approve_release, propose_release
from signatures.enums import Display, ModerationStatus, SignatureStatus
from signatures.figures.counting import figures, total
from signatures.figures.reconcile import reconcile
from signatures.models import (
    ModerationDecision,
    Organisation,
    OrganisationDomain,
    OrganisationSpelling,
    ReleaseProposal,
    Signature,
    WatchedName,
)
from signatures.models.clock import database_now
from signatures.models.release import ProofKind
from signatures.models.watched_name import WatchedKind
from signatures.organisations.records import keep_in_step
from signatures.risk.watchlist import set_keys
from signatures.signing.confirm import confirm_signature
from signatures.signing.revise import ChangedMeanwhileError, as_it_stands, edition, revise
from signatures.wall.public import wall_page
from tests.factories import make_signature
from tests.signatures.signing.entries import sign


def correct(signature: Signature, *, seen: str = "", **changes: Any) -> Signature:
    revise(
        handle=signature.handle,
        revision=replace(as_it_stands(signature), **changes),
        seen=seen,
        now=database_now(),
    )
    signature.refresh_from_db()
    return signature


def watch(first_name: str, last_name: str) -> None:
    name = WatchedName(first_name=first_name, last_name=last_name, kind=WatchedKind.WELL_KNOWN)
    set_keys(name)
    name.save()


@pytest.fixture
def released(appeal: Appeal, django_user_model: type[User]) -> Signature:
    """A known person whose signature two people have released."""
    watch("Zénobie", "Quatrefages")
    sign(appeal, first_name="Zénobie", last_name="Quatrefages", display=Display.FULL)
    signature = confirm_signature(handle=Signature.objects.get().handle, now=database_now())
    signature.refresh_from_db()
    olga, omar = (
        django_user_model.objects.create_user(f"{name}@staff.example") for name in ("olga", "omar")
    )
    approve_release(propose_release(signature, proof=ProofKind.CALL, note="rang", by=olga), by=omar)
    signature.refresh_from_db()
    assert total(appeal) == 1
    return signature


@pytest.mark.requirement("R-64")
def test_name_is_corrected_on_the_wall_in_its_place_and_in_the_search(appeal: Appeal) -> None:
    signature = make_signature(appeal, first_name="Anne", last_name="Zola")
    make_signature(appeal, first_name="Boris", last_name="Martin")

    correct(signature, last_name="Lefèvre", city="Ganges")

    names = [entry.name for entry in wall_page(appeal, language="fr").signatories]
    found = wall_page(appeal, language="fr", query="lefevre").signatories
    assert names == ["Anne Lefèvre", "Boris Martin"]
    assert [(entry.name, entry.city) for entry in found] == [("Anne Lefèvre", "Ganges")]
    assert wall_page(appeal, language="fr", query="zola").signatories == []


@pytest.mark.requirement("R-64")
def test_row_keeps_its_place_in_the_count(appeal: Appeal) -> None:
    university = Organisation.objects.create(name="Université d’Exemple")
    keep_in_step(university)
    OrganisationDomain.objects.create(organisation=university, domain="campus.example")
    signature = make_signature(appeal, organisation="Univ. Exemple")
    before = figures(appeal, language="fr", now=database_now())

    correct(signature, organisation="Université d’Exemple", first_name="Zoé")

    after = figures(appeal, language="fr", now=before.as_of)
    assert (after.total, after.by_day, after.by_category) == (
        before.total,
        before.by_day,
        before.by_category,
    )
    assert reconcile(appeal) == []
    [entry] = wall_page(appeal, language="fr").signatories
    assert (entry.organisation, entry.is_at_organisation) == ("Université d’Exemple", True)


@pytest.mark.requirement("R-64")
def test_category_country_and_message_move_their_cells_and_no_other(appeal: Appeal) -> None:
    signature = make_signature(appeal, message="Courage")
    before = figures(appeal, language="fr", now=database_now())

    correct(signature, category="citizen", country="BE", message="Bravo\net merci")

    after = figures(appeal, language="fr", now=before.as_of)
    assert (signature.category.code, signature.message) == ("citizen", "Bravo\net merci")
    assert {code: count for code, _label, count in after.by_category if count} == {"citizen": 1}
    assert after.by_country == [("BE", 1)]
    assert (after.total, after.by_day) == (before.total, before.by_day)
    assert reconcile(appeal) == []


def test_spelling_that_nobody_uses_any_more_is_forgotten(appeal: Appeal) -> None:
    sign(appeal, organisation="Observatoire")
    signature = confirm_signature(handle=Signature.objects.get().handle, now=database_now())

    correct(signature, organisation="Planétarium")

    assert [spelling.text for spelling in OrganisationSpelling.objects.all()] == ["Planétarium"]


def test_history_says_which_fields_and_not_what_stood_there(appeal: Appeal) -> None:
    signature = make_signature(appeal, last_name="Zola")

    correct(signature, last_name="Lefèvre", city="Ganges")

    [decision] = ModerationDecision.objects.all()
    assert (decision.decision, decision.decided_by) == ("correct", None)
    assert decision.reason == "nom, commune"


def test_nothing_corrected_leaves_no_trace(appeal: Appeal) -> None:
    signature = correct(make_signature(appeal), updates=True)

    assert ModerationDecision.objects.count() == 0
    assert signature.updates_consented_at is not None


def test_second_tab_is_told(appeal: Appeal) -> None:
    signature = make_signature(appeal, city="Ganges")
    seen = edition(signature)
    correct(signature, seen=seen, city="Sète")

    with pytest.raises(ChangedMeanwhileError):
        correct(signature, seen=seen, city="Nîmes")

    signature.refresh_from_db()
    assert signature.city == "Sète"


def test_moderator_who_saw_the_old_name_decides_about_nothing(appeal: Appeal) -> None:
    signature = make_signature(appeal, moderation=ModerationStatus.HELD)
    own = Signature.objects.filter(pk=signature.pk)
    seen = {signature.pk: newest_decisions([signature.pk]).get(signature.pk, 0)}

    correct(signature, last_name="Autrement")
    decided = moderation.approve(own, by=None, seen=seen)

    assert (decided.number, total(appeal)) == (0, 0)


@pytest.mark.requirement("R-60")
@pytest.mark.parametrize("more", [{}, {"city": "Ganges"}])
def test_since_when_the_name_is_shown_stands_in_the_history(
    appeal: Appeal, more: dict[str, str]
) -> None:
    signature = make_signature(appeal, display=Display.HIDDEN)
    moderation.approve(Signature.objects.all(), by=None)
    now = database_now()

    correct(signature, display=Display.FULL, **more)
    correct(signature, display=Display.FULL)

    decisions = ModerationDecision.objects.filter(decision="correct").order_by("pk")
    assert [decision.reason for decision in decisions] == [
        "affichée",
        *(["commune"] if more else []),
    ]
    assert all(decision.decided_at >= now for decision in decisions)
    # Showing more or less of a name changes none of the words that were approved.
    assert signature.moderation == ("unreviewed" if more else "approved")


@pytest.mark.requirement("R-11")
def test_new_name_on_the_watch_list_is_held(appeal: Appeal) -> None:
    watch("Zénobie", "Quatrefages")
    signature = make_signature(appeal, moderation=ModerationStatus.APPROVED)

    correct(signature, first_name="Zénobie", last_name="Quatrefages")

    assert (signature.moderation, total(appeal)) == (ModerationStatus.HELD, 0)
    assert wall_page(appeal, language="fr").signatories == []


@pytest.mark.parametrize("name", ["Quatrefages-Sorel", "Durand"])
@pytest.mark.requirement("R-11")
def test_changed_name_of_a_released_person_is_held_again(released: Signature, name: str) -> None:
    correct(released, last_name=name)

    assert (released.moderation, total(released.appeal)) == (ModerationStatus.HELD, 0)


def test_released_person_may_correct_the_town(released: Signature) -> None:
    correct(released, city="Sceaux")

    assert (released.city, total(released.appeal)) == ("Sceaux", 1)


@pytest.mark.requirement("R-11")
def test_proof_for_the_old_name_waits_for_nobody(
    appeal: Appeal, django_user_model: type[User]
) -> None:
    watch("Zénobie", "Quatrefages")
    sign(appeal, first_name="Zénobie", last_name="Quatrefages")
    signature = confirm_signature(handle=Signature.objects.get().handle, now=database_now())
    olga = django_user_model.objects.create_user("olga@staff.example")
    propose_release(signature, proof=ProofKind.CALL, note="rang", by=olga)

    correct(signature, first_name="Zénaïde")

    assert ReleaseProposal.objects.count() == 0


def test_invented_name_is_held_as_at_signing(appeal: Appeal) -> None:
    signature = correct(make_signature(appeal), first_name="Test", last_name="Azerty")

    assert signature.moderation == ModerationStatus.HELD


def test_approval_was_of_the_old_words(appeal: Appeal) -> None:
    signature = make_signature(appeal, moderation=ModerationStatus.APPROVED)

    assert correct(signature, city="Sète").moderation == ModerationStatus.UNREVIEWED


@pytest.mark.parametrize("moderated", [ModerationStatus.HELD, ModerationStatus.HIDDEN])
def test_correction_releases_nothing(appeal: Appeal, moderated: ModerationStatus) -> None:
    signature = make_signature(appeal, moderation=moderated)

    assert correct(signature, last_name="Autrement").moderation == moderated


@pytest.mark.parametrize(
    "status", [SignatureStatus.PENDING, SignatureStatus.WITHDRAWN, SignatureStatus.INVALIDATED]
)
def test_only_a_verified_signature_is_corrected(appeal: Appeal, status: SignatureStatus) -> None:
    signature = make_signature(appeal, status=status)
    before = Signature.objects.values().get()

    correct(signature, city="Sète")

    assert Signature.objects.values().get() == before
