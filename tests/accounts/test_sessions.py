"""Sessions: each account sees its own and ends them; a lost right ends them all."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import AuditEntry, User
from accounts.roles import MODERATOR
from accounts.sessions import browser_name
from tests.pages import typed
from tests.staff import PASSWORD, make_staff, signed_in

PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0"
)

pytestmark = pytest.mark.requirement("R-18")


def browser(user: User, agent: str) -> Client:
    client = Client(headers={"accept-language": "en", "user-agent": agent})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.fixture
def olga(db: None) -> User:
    return make_staff(email="olga@appel.example")


def test_the_page_lists_every_session_of_the_account_and_no_other(olga: User) -> None:
    browser(make_staff(), EDGE)
    browser(olga, PHONE)
    page = browser(olga, FIREFOX).get(PAGE).text

    assert re.findall(r"<strong>(.*?)</strong>", page) == ["Firefox, Linux", "Safari, iPhone"]
    assert page.count("(this one)") == 1


def test_one_session_is_ended(olga: User) -> None:
    phone, desk = browser(olga, PHONE), browser(olga, FIREFOX)
    (mark,) = re.findall(r'value="([0-9a-f]{16})"', desk.get(PAGE).text)

    desk.post(PAGE, {"end": mark})

    assert phone.get("/staff/").status_code == 302
    assert desk.get("/staff/").status_code == 200
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.by, entry.before) == ("session.revoke", olga, {"sessions": [mark]})


def test_all_others_are_ended(olga: User) -> None:
    others = [browser(olga, PHONE), browser(olga, EDGE)]
    desk = browser(olga, FIREFOX)

    desk.post(PAGE, {"end": "others"})

    assert [other.get("/staff/").status_code for other in others] == [302, 302]
    assert desk.get("/staff/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(olga: User) -> None:
    mallory = signed_in(make_staff())
    desk = browser(olga, FIREFOX)
    mark = AuditEntry.objects.filter(act="session.start").latest("pk").session

    mallory.post(PAGE, {"end": mark})

    assert desk.get("/staff/").status_code == 200


def test_a_new_password_ends_the_others(olga: User) -> None:
    phone, desk = browser(olga, PHONE), browser(olga, FIREFOX)
    words = "quill-nettle-sunbeam-985"

    desk.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": words, "password2": words},
    )

    # What opens nothing any more is not listed as if it did.
    page = desk.get("/accounts/sessions/").text
    assert (page.count("Firefox"), "Android" in page) == (1, False)
    assert phone.get("/staff/").status_code == 302
    assert desk.get("/staff/").status_code == 200


@pytest.mark.requirement("R-19")
def test_a_lost_role_ends_every_session(olga: User) -> None:
    hers, desk = signed_in(olga), signed_in(make_staff("administrator"))
    page = f"/staff/accounts/user/{olga.pk}/change/"
    wanted = typed(desk.get(page).text)

    desk.post(page, wanted | {"name": "Olga"})
    after_a_name = hers.get("/staff/").status_code
    moderator = Group.objects.get(name=MODERATOR).pk
    desk.post(page, wanted | {"is_active": "on", "groups": [moderator]})

    assert after_a_name in (200, 302)
    assert hers.get("/staff/").status_code == 302


@pytest.mark.requirement("R-65")
def test_no_network_address_is_kept(olga: User) -> None:
    page = browser(olga, FIREFOX).get(PAGE).text

    assert "127.0.0.1" not in page


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        (PHONE, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_has_a_short_name(agent: str, name: str) -> None:
    assert browser_name(agent) == name
