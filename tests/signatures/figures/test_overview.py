"""Where each appeal stands: what the desk opens with."""

from datetime import timedelta

import pytest
from django.db.models import F

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.figures.overview import overview
from signatures.models import Signature
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature


def test_published_appeals_come_with_their_figures_the_featured_one_first(appeal: Appeal) -> None:
    other = make_appeal(slug="autre", is_featured=False, state=AppealState.CLOSED)
    make_appeal(slug="brouillon", is_featured=False, state=AppealState.DRAFT)
    make_signature(appeal)
    make_signature(appeal, moderation="held")
    make_signature(appeal, status="pending")
    before = make_signature(appeal)
    Signature.objects.filter(pk=before.pk).update(verified_at=F("verified_at") - timedelta(days=3))

    standings = overview(language="en", now=database_now())

    assert [
        (one.appeal, one.title, one.total, one.today, one.under_review) for one in standings
    ] == [
        (appeal, "For responsible AI", 2, 1, 1),
        (other, "For responsible AI", 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Pour une IA responsable"), ("en", "For responsible AI")],
)
def test_an_appeal_is_named_in_the_language_of_its_reader(
    appeal: Appeal, language: str, title: str
) -> None:
    (standing,) = overview(language=language, now=database_now())

    assert standing.title == title


def test_an_appeal_that_was_opened_without_a_text_goes_by_its_address(db: None) -> None:
    Appeal.objects.create(
        slug="vide", state=AppealState.OPEN, publisher="x", contact_email="x@appel.example"
    )

    (standing,) = overview(language="fr", now=database_now())

    assert (standing.title, standing.total, standing.today) == ("vide", 0, 0)
