"""The form's token: how old the page is, and which submission is a repeat (R-08, R-44)."""

from datetime import timedelta

import pytest
from django.core import signing
from pytest_django import Settings

from signatures.signing.form_token import (
    FormAge,
    make_form_token,
    read_form_token,
    submission_key,
)
from tests.signatures.signing.entries import form_token


@pytest.mark.parametrize(
    ("age", "looks"),
    [
        # The signer's clock ticks in seconds: 4 s are surely more than 3.
        (timedelta(seconds=4), FormAge.GOOD),
        (timedelta(minutes=20), FormAge.GOOD),
        (timedelta(hours=23, minutes=59), FormAge.GOOD),
        (timedelta(seconds=0), FormAge.TOO_FAST),
        # From a process whose clock is fast.
        (timedelta(hours=-1), FormAge.GOOD),
    ],
)
def test_form_token_names_its_version_and_age(age: timedelta, looks: FormAge) -> None:
    token = form_token(17, age=age)

    assert read_form_token(token) == (looks, 17)


def test_form_token_just_made_is_too_fast() -> None:
    assert read_form_token(make_form_token(17)) == (FormAge.TOO_FAST, 17)


def test_form_token_of_a_page_that_came_back_may_be_used_at_once() -> None:
    """Who is asked to send the form again presses the button without reading it again."""
    assert read_form_token(make_form_token(17, again=True)) == (FormAge.GOOD, 17)


@pytest.mark.parametrize("age", [timedelta(hours=24, seconds=1), timedelta(days=30)])
def test_form_token_of_yesterday_is_stale(age: timedelta) -> None:
    assert read_form_token(form_token(17, age=age)) == (FormAge.STALE, None)


def test_form_token_changed_anywhere_is_stale() -> None:
    token = form_token(17)

    for position, character in enumerate(token):
        other = "A" if character != "A" else "B"
        forged = f"{token[:position]}{other}{token[position + 1 :]}"
        assert read_form_token(forged) == (FormAge.STALE, None)


@pytest.mark.parametrize("forged", ["", "17", "17.x:abc:def", ":::", "\x00", "é" * 50, "A" * 5000])
def test_form_token_not_ours_is_stale(forged: str) -> None:
    assert read_form_token(forged) == (FormAge.STALE, None)


def test_form_token_signed_for_something_else_is_stale() -> None:
    elsewhere = signing.TimestampSigner(salt="another.purpose").sign("17.nonce")

    assert read_form_token(elsewhere) == (FormAge.STALE, None)


def test_form_token_without_a_version_is_stale() -> None:
    assert read_form_token(form_token("none")) == (FormAge.STALE, None)


def test_form_tokens_of_two_pages_differ() -> None:
    assert make_form_token(17) != make_form_token(17)


def test_submission_key_is_the_same_for_the_same_submission() -> None:
    token = make_form_token(17)

    first, second = (submission_key(token, "Suzie", "Lefèvre") for _ in range(2))

    assert first == second
    assert len(first) == 32


@pytest.mark.parametrize(
    "parts", [("Suzie",), ("Lefèvre", "Suzie"), ("Suzie", "Lefèvre", ""), ("Suz", "ieLefèvre")]
)
def test_submission_key_differs_with_what_was_typed(parts: tuple[str, ...]) -> None:
    token = make_form_token(17)

    assert submission_key(token, *parts) != submission_key(token, "Suzie", "Lefèvre")


def test_submission_key_differs_with_the_page() -> None:
    first, second = (submission_key(make_form_token(17), "Suzie") for _ in range(2))

    assert first != second


def test_submission_key_cannot_be_made_without_the_key(settings: Settings) -> None:
    token = make_form_token(17)
    ours = submission_key(token, "Suzie")

    settings.TOKEN_KEYS = ["another-key-of-thirty-two-characters-or-more"]

    assert submission_key(token, "Suzie") != ours
