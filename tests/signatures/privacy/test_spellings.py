"""A spelling that nobody uses any more goes; nobody waits for it."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import transaction

from signatures.models import OrganisationSpelling
from signatures.organisations.affiliation import spelling_of
from signatures.privacy.spellings import forget_spelling, forget_unused_spellings
from tests.factories import make_appeal, make_signature
from tests.signatures.organisations.records import make_organisation
from tests.signatures.threads import on_own_connection


def test_spelling_of_a_record_is_not_forgotten(db: None) -> None:
    record = make_organisation("Université")

    forget_spelling(record.spellings.get().pk)
    forget_spelling(None)
    forget_unused_spellings()

    assert record.spellings.count() == 1


def test_what_nobody_uses_is_found_at_night(db: None) -> None:
    appeal = make_appeal()
    spelling_of("Atelier")
    make_signature(appeal, organisation="Cercle", spelling_id=spelling_of("Cercle"))

    assert forget_unused_spellings() == 1

    assert OrganisationSpelling.objects.get().key == "cercle"


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-39")
def test_who_lets_go_of_a_spelling_waits_for_nobody_who_takes_it_up() -> None:
    """Who confirms has the spelling, and may wait to see whether the address is still taken."""
    forget = partial(forget_spelling, spelling_of("Cercle"))

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        spelling_of("Cercle")
        pool.submit(on_own_connection, forget).result(timeout=30)

    assert OrganisationSpelling.objects.get().key == "cercle"
