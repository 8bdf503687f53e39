"""The door of the desk: allauth's, for every page, and closed to who was not invited."""

from collections.abc import Iterator

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import URLPattern, URLResolver

from accounts.models import User
from appeal.models import Appeal
from tests.pages import said, typed
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


@pytest.mark.parametrize(
    ("language", "added", "changed", "deleted"),
    [
        (
            "fr",
            "Ajout enregistré\u00a0: catégorie de signataires «\u00a0Personnel\u00a0».",
            "Modification enregistrée\u00a0: catégorie de signataires «\u00a0Personnel\u00a0».",
            "Suppression faite\u00a0: catégorie de signataires «\u00a0Personnel\u00a0».",
        ),
        (
            "en",
            "The category of signatories “Staff” was added successfully.",
            "The category of signatories “Staff” was changed successfully.",
            "The category of signatories “Staff” was deleted successfully.",
        ),
    ],
)
def test_what_was_done_is_said_in_a_sentence_by_the_name_that_people_read(
    appeal: Appeal, language: str, added: str, changed: str, deleted: str
) -> None:
    desk = signed_in(make_staff(), language)
    page = "/staff/appeal/category/"
    labels = {"labels-0-label": "Personnel", "labels-1-label": "Staff"}
    fields = typed(desk.get(f"{page}add/").text) | {"appeal": appeal.pk, "code": "staff"} | labels

    first = desk.post(f"{page}add/", fields, follow=True)
    own = f"{page}{appeal.categories.get(code='staff').pk}/"
    second = desk.post(
        f"{own}change/", typed(desk.get(f"{own}change/").text) | {"position": "7"}, follow=True
    )
    third = desk.post(f"{own}delete/", {"post": "yes"}, follow=True)

    assert [said(answer.text) for answer in (first, second, third)] == [
        [added],
        [changed],
        [deleted],
    ]
