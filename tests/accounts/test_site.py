"""The door of the desk: allauth's, for every page, and closed to who was not invited."""

from collections.abc import Iterator

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import URLPattern, URLResolver

from accounts.models import User
from tests.staff import PASSWORD, make_staff, signed_in

ARGUMENTS = {"object_id": "1", "app_label": "signatures", "content_type_id": 1, "url": "nowhere"}
# What must work, or lead to the door, without having signed in.
OPEN = {"/staff/login/", "/staff/logout/", "/staff/jsi18n/"}


def addresses(patterns: list[URLPattern | URLResolver], start: str) -> Iterator[str]:
    """Every address of the desk, with some object where one is named."""
    for pattern in patterns:
        path = str(pattern.pattern).removeprefix("^").removesuffix("$")
        for name, value in ARGUMENTS.items():
            path = path.replace(f"<path:{name}>", str(value)).replace(f"<int:{name}>", str(value))
        path = path.replace("(?P<app_label>auth|accounts|appeal|signatures)/", "signatures/")
        path = path.replace("(?P<url>.*)", "nowhere/")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, start + path)
        elif "(" not in path:
            yield start + path


DESK = sorted(set(addresses(site.get_urls(), "/staff/")) - OPEN)


def test_the_desk_has_pages() -> None:
    assert "/staff/" in DESK
    assert "/staff/signatures/signature/export/" in DESK
    assert "/staff/appeal/appealversion/1/change/" in DESK


@pytest.mark.parametrize("address", DESK)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_desk_leads_to_the_door(db: None, method: str, address: str) -> None:
    answer = getattr(Client(), method)(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/login/?next=/staff/")


def test_the_door_is_the_one_of_allauth(db: None) -> None:
    answer = Client().get("/staff/", follow=True)

    assert [address for address, _status in answer.redirect_chain] == [
        "/staff/login/?next=/staff/",
        "/accounts/login/?next=%2Fstaff%2F",
    ]


def test_the_password_form_of_django_opens_nothing(db: None) -> None:
    user = make_staff()
    client = Client()

    answer = client.post("/staff/login/", {"username": user.email, "password": PASSWORD})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("typed", ["olga@appel.example", "OLGA@Appel.Example"])
def test_an_email_address_and_a_password_open_the_desk(db: None, typed: str) -> None:
    make_staff(email="olga@appel.example")

    answer = Client().post("/accounts/login/", {"login": typed, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/staff/")


def test_a_wrong_password_says_no_more_than_an_unknown_address(db: None) -> None:
    make_staff(email="olga@appel.example")

    wrong, unknown = (
        Client().post("/accounts/login/", {"login": login, "password": "something-else"})
        for login in ("olga@appel.example", "nobody@appel.example")
    )

    assert (wrong.status_code, unknown.status_code) == (200, 200)
    errors = [list(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert errors[0] == errors[1]
    assert len(errors[0]) == 1


def test_a_suspended_account_opens_nothing(db: None) -> None:
    user = make_staff()
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    within = client.get("/staff/")
    again = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert within["Location"].startswith("/staff/login/")
    assert again["Location"] == "/accounts/inactive/"


def test_signing_out_closes_the_desk(db: None) -> None:
    client = signed_in(make_staff())

    client.post("/staff/logout/")

    assert client.get("/staff/").status_code == 302


def test_roles_and_remembered_addresses_are_not_edited_at_the_desk(db: None) -> None:
    administrator = signed_in(make_staff("administrator"))

    assert administrator.get("/staff/auth/group/").status_code == 404
    assert administrator.get("/staff/account/emailaddress/").status_code == 404


@pytest.mark.parametrize(("language", "title"), [("fr", "fr"), ("en", "en"), ("de", "fr")])
def test_the_desk_speaks_the_language_of_the_browser(db: None, language: str, title: str) -> None:
    page = signed_in(make_staff(), language).get("/staff/").text

    assert f'<html lang="{title}"' in page
