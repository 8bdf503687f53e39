"""What an appeal lacks before it may open."""

import pytest

from appeal.checklist import Step, checklist, what_is_missing
from appeal.life import start_appeal
from appeal.models import Appeal
from tests.factories import make_appeal


def started(**fields: Appeal) -> Appeal:
    return start_appeal(slug="neuf", publisher="x", contact_email="x@appel.example", **fields)


def test_a_started_appeal_lacks_all_that_visitors_need(db: None) -> None:
    assert what_is_missing(started()) == [Step.TEXT, Step.CATEGORIES, Step.PUBLISHED]


def test_categories_may_come_from_another_appeal(appeal: Appeal) -> None:
    new = started(like=appeal)

    assert what_is_missing(new) == [Step.TEXT, Step.PUBLISHED]
    assert [category.labels.count() for category in new.categories.all()] == [2, 2]


def test_a_whole_appeal_lacks_nothing(appeal: Appeal) -> None:
    assert what_is_missing(appeal) == []
    done = {item.step: item.is_done for item in checklist(appeal)}
    assert (done[Step.DATES], done[Step.PARTNERS], done[Step.FEATURED]) == (False, False, True)


def test_a_language_without_a_letter_is_named(db: None) -> None:
    new = started()
    draft = new.versions.get()
    draft.texts.create(language="fr", title="t", short_title="t", summary="s", body="b")
    draft.texts.create(language="en", title="t", short_title="t", summary="s", body="  ")

    (text,) = [item for item in checklist(new) if item.step == Step.TEXT]

    assert (text.is_done, text.lacks, text.is_optional) == (False, ("en",), False)


def test_a_category_without_a_name_is_noticed(appeal: Appeal) -> None:
    appeal.categories.get(code="citizen").labels.filter(language="en").delete()

    (categories,) = [item for item in checklist(appeal) if item.step == Step.CATEGORIES]

    assert (categories.is_done, categories.lacks) == (False, ("en",))


@pytest.mark.parametrize("state", ["draft", "open"])
def test_opening_is_a_step(db: None, state: str) -> None:
    done = {item.step: item.is_done for item in checklist(make_appeal(state=state))}

    assert done[Step.OPEN] == (state == "open")
