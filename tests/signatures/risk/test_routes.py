"""Limits of the other routes: 429 above them, and sign-in closed when nobody counts (R-52)."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from appeal.models import Appeal
from signatures.risk import meter
from signatures.risk.routes import ROUTES, SEARCHES

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-52")]


@pytest.fixture
def no_redis(settings: Settings) -> Iterator[None]:
    """Nobody counts; the site's other uses of Redis go on."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    meter.redis_meter.cache_clear()
    yield
    meter.redis_meter.cache_clear()


def test_every_route_with_limits_exists() -> None:
    for route in ROUTES.keys() | SEARCHES.keys():
        if route.startswith("mfa_"):
            continue  # there when the second factor is installed
        for arguments in ({}, {"token": "x"}, {"slug": "x"}, {"uidb36": "1", "key": "x"}):
            try:
                reverse(route, kwargs=arguments)
                break
            except NoReverseMatch:
                continue
        else:
            pytest.fail(route)


def test_guessing_codes_of_one_address_ends_with_429(client: Client, appeal: Appeal) -> None:
    limit = ROUTES["signatures:confirm_code"].by_mailbox
    assert limit is not None
    guess = {"email": "Suzie@campus.example", "code": "000000"}
    for _ in range(limit.most):
        assert client.post("/en/confirm/", guess).status_code == 422

    response = client.post("/en/confirm/", guess | {"email": "suzie@campus.example "})

    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "Wait 60 minutes" in response.text
    assert response["Cache-Control"] == "no-store"
    assert b"Too many requests" in response.content
    assert "Trop de demandes" in response.content.decode()
    assert client.post("/en/confirm/", guess | {"email": "x@campus.example"}).status_code == 422
    assert client.get("/en/confirm/").status_code == 200


def test_sign_in_is_limited_by_account_and_by_address(client: Client) -> None:
    limit = ROUTES["account_login"].by_mailbox
    assert limit is not None
    typed = {"login": "anna@appel.example", "password": "wrong"}
    codes = [client.post("/accounts/login/", typed).status_code for _ in range(limit.most + 1)]

    assert codes[-1] == 429
    assert codes[0] == 200


def test_every_spelling_of_a_mailbox_has_the_same_guesses(client: Client, appeal: Appeal) -> None:
    limit = ROUTES["signatures:confirm_code"].by_mailbox
    assert limit is not None
    guesses = [
        {"email": f"Suzie+{number}@campus.example", "code": "000000"}
        for number in range(limit.most + 1)
    ]

    codes = [client.post("/en/confirm/", guess).status_code for guess in guesses]

    assert (set(codes[:-1]), codes[-1]) == ({422}, 429)


def test_a_field_that_sign_in_does_not_read_moves_no_limit(client: Client) -> None:
    limit = ROUTES["account_login"].by_mailbox
    assert limit is not None
    guesses = [
        {"login": "anna@appel.example", "password": "wrong", "email": f"{number}@decoy.example"}
        for number in range(limit.most + 1)
    ]

    codes = [client.post("/accounts/login/", guess).status_code for guess in guesses]

    assert (codes[0], codes[-1]) == (200, 429)


def test_asking_for_a_new_password_is_limited_by_account(client: Client) -> None:
    limit = ROUTES["account_reset_password"].by_mailbox
    assert limit is not None
    asked = {"email": "anna@appel.example"}
    codes = [
        client.post("/accounts/password/reset/", asked).status_code for _ in range(limit.most + 1)
    ]

    assert (codes[0], codes[-1]) == (302, 429)


def test_what_is_no_address_is_counted_as_it_is_typed(client: Client, appeal: Appeal) -> None:
    limit = ROUTES["signatures:confirm_code"].by_mailbox
    assert limit is not None
    guess = {"email": "suzie", "code": "000000"}

    codes = [client.post("/en/confirm/", guess).status_code for _ in range(limit.most + 1)]

    assert (codes[0], codes[-1]) == (422, 429)


@pytest.mark.usefixtures("no_redis")
def test_sign_in_is_closed_when_nobody_counts(client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "anna@appel.example", "password": "x"})

    assert response.status_code == 503
    assert response["Retry-After"] == "30"


@pytest.mark.usefixtures("no_redis")
def test_confirming_stays_open_when_nobody_counts(client: Client, appeal: Appeal) -> None:
    guess = {"email": "suzie@campus.example", "code": "000000"}

    assert client.post("/fr/confirm/", guess).status_code == 422


def test_searching_the_wall_is_limited_and_looking_is_not(
    client: Client, appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = SEARCHES["signatures:wall"].__class__(by_visitor=meter.Limit("few searches", 2, 600))
    monkeypatch.setitem(SEARCHES, "signatures:wall", few)
    wall = "/fr/appeals/appel/signatories/"

    searched = [client.get(wall, {"q": "eve"}).status_code for _ in range(3)]

    assert searched == [200, 200, 429]
    assert "Attendez 10 minutes" in client.get(wall, {"q": "eve"}).text
    assert client.get(wall).status_code == 200
