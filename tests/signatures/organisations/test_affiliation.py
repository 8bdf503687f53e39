"""Which organisation a signature is of: by its address, and by what was typed."""

from functools import partial
from typing import Any

import pytest
from django.db import connection

from appeal.models import Appeal
from signatures.enums import Display, SignatureStatus
from signatures.figures import counting
from signatures.figures.counting import FEWEST_NAMED, figures, total
from signatures.figures.reconcile import reconcile
from signatures.models import OrganisationSpelling, Signature
from signatures.models.clock import database_now
from signatures.organisations.affiliation import organisation_of, spelling_of
from signatures.signing.confirm import confirm_signature
from signatures.signing.withdraw import withdraw_signature
from signatures.wall.affiliation import Affiliation, affiliation
from signatures.wall.public import wall_page
from tests.factories import make_appeal, make_signature
from tests.signatures.organisations.records import make_organisation
from tests.signatures.threads import at_once


def signed(appeal: Appeal, email: str, organisation: str = "", **fields: object) -> Signature:
    """Sign and confirm as a visitor does."""
    waiting = make_signature(
        appeal,
        status=SignatureStatus.PENDING,
        email=email,
        organisation=organisation,
        **fields,
    )
    return confirm_signature(handle=waiting.handle, now=database_now())


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("a@garrigues.example", "university"),
        ("a@etu.garrigues.example", "university"),
        ("a@deep.etu.garrigues.example", "university"),
        ("a@chu.garrigues.example", "hospital"),
        ("a@lab.chu.garrigues.example", "hospital"),
        ("a@autregarrigues.example", None),
        ("a@garrigues.example.org", None),
        ("a@example", None),
        ("", None),
    ],
)
def test_address_belongs_to_the_nearest_domain_above_it(
    db: None, address: str, found: str | None
) -> None:
    records = {
        "university": make_organisation("Université", "garrigues.example").pk,
        "hospital": make_organisation("CHU", "chu.garrigues.example").pk,
        None: None,
    }

    assert organisation_of(address) == records[found]


@pytest.mark.requirement("R-11")
def test_confirmation_from_its_domain_is_verified_by_its_address(appeal: Appeal) -> None:
    record = make_organisation("Université des Garrigues", "garrigues.example")

    signature = signed(appeal, "a@etu.garrigues.example", "universite des garrigues")

    signature.refresh_from_db()
    assert signature.verified_organisation == record
    assert affiliation(signature, "fr") == Affiliation("Université des Garrigues", is_verified=True)


def test_nothing_is_verified_before_the_confirmation(appeal: Appeal) -> None:
    make_organisation("Université", "garrigues.example")

    waiting = make_signature(appeal, status="pending", email="a@garrigues.example")

    assert (waiting.verified_organisation_id, waiting.spelling_id) == (None, None)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", Affiliation("", is_verified=False)),
        ("Un laboratoire", Affiliation("Un laboratoire", is_verified=False)),
        ("Autre école", Affiliation("Autre école", is_verified=False)),
        ("University of Garrigues", Affiliation("Université", is_verified=True)),
    ],
)
def test_tick_stands_only_beside_the_organisation_of_the_address(
    appeal: Appeal, typed: str, shown: Affiliation
) -> None:
    """An address must not be given away to who chose not to name its organisation."""
    make_organisation("Université", "garrigues.example", english_name="University of Garrigues")
    make_organisation("Autre école", "ecole.example")

    assert affiliation(signed(appeal, "a@garrigues.example", typed), "fr") == shown


@pytest.mark.parametrize("display", Display)
def test_wall_shows_the_organisation_with_the_full_name_only(
    appeal: Appeal, display: Display
) -> None:
    make_organisation("Université", "garrigues.example", english_name="University")
    signed(appeal, "a@garrigues.example", "université", display=display)

    entries = wall_page(appeal, language="en").signatories

    shown = [(entry.organisation, entry.is_at_organisation) for entry in entries]
    expected = {Display.FULL: [("University", True)], Display.INITIALS: [("", False)]}
    assert shown == expected.get(display, [])


def test_spellings_that_differ_in_accents_and_signs_are_one(db: None) -> None:
    first, *others = (
        spelling_of(text)
        for text in ("Université  d’Exemple", "UNIVERSITE D'EXEMPLE", "université d exemple")
    )

    assert set(others) == {first}
    assert OrganisationSpelling.objects.get().text == "Université  d’Exemple"


@pytest.mark.parametrize("text", ["", "  ", "–", "…!"])
def test_what_has_no_letter_is_no_spelling(db: None, text: str) -> None:
    assert spelling_of(text) is None


def test_withdrawal_forgets_a_spelling_that_nobody_else_uses(appeal: Appeal) -> None:
    mine = signed(appeal, "a@campus.example", "Cabinet de Mme Exemple")
    shared = [signed(appeal, f"{n}@campus.example", "École") for n in range(2)]

    for signature in (mine, shared[0]):
        withdraw_signature(handle=signature.handle, now=database_now())

    assert [str(each) for each in OrganisationSpelling.objects.all()] == ["École"]
    mine.refresh_from_db()
    assert (mine.spelling_id, mine.verified_organisation_id) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_spelling_is_not_lost_between_one_who_leaves_and_one_who_comes() -> None:
    appeal = make_appeal()
    for turn in range(6):
        leaving = signed(appeal, f"l{turn}@campus.example", "École")
        coming = make_signature(
            appeal, status="pending", email=f"c{turn}@campus.example", organisation="École"
        )
        now = database_now()

        at_once(
            partial(withdraw_signature, handle=leaving.handle, now=now),
            partial(confirm_signature, handle=coming.handle, now=now),
        )

        coming.refresh_from_db()
        assert coming.spelling is not None
        assert coming.spelling.key == "ecole"
        withdraw_signature(handle=coming.handle, now=now)
        assert not OrganisationSpelling.objects.exists()


def test_figures_name_the_organisations_of_the_addresses_and_sum_to_the_total(
    appeal: Appeal,
) -> None:
    record = make_organisation("Université", "garrigues.example", english_name="University")
    small = make_organisation("Petite école", "ecole.example")
    for number in range(FEWEST_NAMED):
        signed(appeal, f"a{number}@garrigues.example")
    signed(appeal, "b@ecole.example")
    signed(appeal, "c@campus.example", "Université")

    shown = figures(appeal, language="en", now=database_now())

    assert shown.by_organisation == [(str(record.pk), "University", FEWEST_NAMED), ("", "", 2)]
    assert sum(count for *_names, count in shown.by_organisation) == shown.total
    assert reconcile(appeal) == []
    assert Signature.objects.filter(verified_organisation=small).count() == 1


def test_figures_by_organisation_follow_a_withdrawal(appeal: Appeal) -> None:
    record = make_organisation("Université", "garrigues.example")
    signatures = [signed(appeal, f"a{n}@garrigues.example") for n in range(FEWEST_NAMED + 1)]

    withdraw_signature(handle=signatures[0].handle, now=database_now())

    shown = figures(appeal, language="fr", now=database_now())
    assert shown.by_organisation == [(str(record.pk), "Université", FEWEST_NAMED), ("", "", 0)]
    assert reconcile(appeal) == []


def test_everybody_else_is_never_fewer_than_nobody(appeal: Appeal) -> None:
    """Somebody confirms while the figures are read: all of it is as of one moment."""
    record = make_organisation("Université", "garrigues.example")
    for number in range(FEWEST_NAMED):
        signed(appeal, f"a{number}@garrigues.example")
    coming = ["b@garrigues.example"]

    def sign_between(execute: Any, sql: str, *rest: Any) -> Any:
        read = execute(sql, *rest)
        if 'FROM "signatures_tally"' in sql and coming:
            signed(appeal, coming.pop())
        return read

    with connection.execute_wrapper(sign_between):
        shown = figures(appeal, language="fr", now=database_now())

    assert shown.by_organisation == [(str(record.pk), "Université", FEWEST_NAMED), ("", "", 0)]
    assert (shown.total, total(appeal)) == (FEWEST_NAMED, FEWEST_NAMED + 1)


def test_only_the_largest_organisations_are_named(
    appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_NAMED", 1)
    record = make_organisation("Université", "garrigues.example")
    make_organisation("École", "ecole.example")
    for number in range(FEWEST_NAMED):
        signed(appeal, f"a{number}@garrigues.example")
        signed(appeal, f"a{number}@ecole.example")
    signed(appeal, "b@garrigues.example")

    shown = figures(appeal, language="fr", now=database_now())

    named = (str(record.pk), "Université", FEWEST_NAMED + 1)
    assert shown.by_organisation == [named, ("", "", FEWEST_NAMED)]


@pytest.mark.django_db
def test_names_that_fold_alike_are_one_spelling_as_the_french_one_is_written() -> None:
    make_organisation("Académie", english_name="Academie")

    assert OrganisationSpelling.objects.get().text == "Académie"
