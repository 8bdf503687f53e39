"""A form that came back: on which page, whether by a person, and which signature it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from appeal.models import Appeal, AppealVersion
from signatures.signing.form_token import make_form_token
from signatures.signing.submission import Submission
from tests.factories import make_appeal
from tests.signatures.signing.entries import form_token, make_entry, typed


def submitted(appeal: Appeal, **fields: Any) -> Submission:
    submission = Submission(typed(appeal, **fields), appeal=appeal)
    assert submission.is_valid()
    return submission


def test_submission_knows_the_version_that_was_on_its_page(appeal: Appeal) -> None:
    assert submitted(appeal).version == appeal.versions.get()


@pytest.mark.parametrize("page", ["none", "forged", "too old", "draft", "another appeal"])
def test_submission_of_no_page_of_this_appeal_is_to_be_sent_again(
    appeal: Appeal, page: str
) -> None:
    other = make_appeal(slug="other", is_featured=False)
    draft = AppealVersion.objects.create(appeal=appeal, number=2)
    tokens = {
        "none": None,
        "forged": "17.x:abc:def",
        "too old": form_token(appeal.versions.get(number=1).pk, age=timedelta(days=2)),
        "draft": form_token(draft.pk),
        "another appeal": form_token(other.versions.get().pk),
    }

    with translation.override("en"):
        submission = Submission(typed(appeal, form_token=tokens[page]), appeal=appeal)
        errors = submission.errors

    assert submission.version is None
    assert errors == {
        "__all__": ["This page was open for a long time. Please check it and send it again."]
    }


@pytest.mark.parametrize(
    ("website", "age", "looks_automated"),
    [
        ("", timedelta(minutes=1), False),
        ("", timedelta(hours=23), False),
        ("http://spam.example", timedelta(minutes=1), True),
        ("x", timedelta(0), True),
        ("", timedelta(0), True),
    ],
)
def test_submission_of_a_program_is_recognised(
    appeal: Appeal, website: str, age: timedelta, *, looks_automated: bool
) -> None:
    token = form_token(appeal.versions.get().pk, age=age)

    submission = submitted(appeal, website=website, form_token=token)

    assert submission.looks_automated is looks_automated


def test_submission_that_was_asked_for_again_is_a_persons(appeal: Appeal) -> None:
    token = make_form_token(appeal.versions.get().pk, again=True)

    assert submitted(appeal, form_token=token).looks_automated is False


def test_entry_is_what_was_typed(appeal: Appeal) -> None:
    fields = {
        "first_name": "Anne-Marie",
        "organisation": "Université",
        "job_title": "Chercheuse",
        "city": "Gand",
        "country": "BE",
        "message": "Bravo",
        "display": "initials",
        "channel": "poster-3",
    }

    entry = submitted(appeal, **fields, category="citizen", updates="on").entry("en")

    citizen = appeal.categories.get(code="citizen").pk
    assert entry == make_entry(appeal, **fields, category_id=citizen, updates=True, language="en")


def test_key_is_that_of_one_submission(appeal: Appeal) -> None:
    fields = typed(appeal)

    keys = [Submission(data, appeal=appeal) for data in (fields, dict(fields))]
    assert all(submission.is_valid() for submission in keys)

    assert keys[0].key() == keys[1].key()


@pytest.mark.parametrize(
    "change",
    [
        {"email": "olga@campus.example"},
        {"first_name": "Olga"},
        {"display": "hidden"},
        {"city": "X"},
    ],
)
def test_key_differs_with_anything_typed(appeal: Appeal, change: dict[str, str]) -> None:
    token = form_token(appeal.versions.get().pk)

    first = submitted(appeal, form_token=token).key()
    second = submitted(appeal, form_token=token, **change).key()

    assert first != second
