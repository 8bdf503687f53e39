"""CSRF on every form of staff, and what a session survives (R-18, R-49)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.session_store import SessionStore
from accounts.sessions import forget_expired
from tests.factories import make_appeal, make_signature
from tests.security.addresses import every_address
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db

STAFF = [a for a in every_address() if a.route.startswith(("/staff/", "/accounts/"))]
# Django's own page that only reads and takes GET alone, or redirects before it looks.
LOGIN = "/accounts/login/"


def test_no_form_of_staff_is_taken_without_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff("administrator"))
    assert len(STAFF) > 60

    for address in STAFF:
        response = client.post(address.filled("1"), {"x": "1"})
        # 405 takes no form at all; 404 is an address with another kind of argument.
        assert response.status_code in (403, 404, 405), address


def test_token_of_another_site_is_not_enough() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value

    response = client.post(
        LOGIN,
        {"login": "a@b.example", "password": "x", "csrfmiddlewaretoken": token},
        headers={"origin": "https://evil.example"},
    )

    assert response.status_code == 403


@pytest.mark.requirement("R-18")
def test_signing_in_makes_a_new_session_and_out_ends_it() -> None:
    user = make_staff("organiser")
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies.load({settings.SESSION_COOKIE_NAME: planted or ""})

    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    inside = client.session.session_key

    assert inside != planted
    assert not SessionStore().exists(str(planted))
    client.post("/accounts/logout/")
    assert not SessionStore().exists(str(inside))


@pytest.mark.requirement("R-50")
def test_what_the_database_has_of_a_session_opens_no_desk() -> None:
    stolen = signed_in(make_staff("organiser"))
    [row] = Session.objects.all()
    thief = Client()
    thief.cookies.load({settings.SESSION_COOKIE_NAME: row.session_key})

    assert stolen.get("/staff/").status_code == 200
    assert row.session_key != stolen.session.session_key
    assert thief.get("/staff/").status_code == 302
    forget_expired()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=row.expire_date - timedelta(days=1))
    forget_expired()
    assert not Session.objects.exists()


@pytest.mark.requirement("R-18")
def test_new_password_ends_the_other_sessions() -> None:
    user = make_staff("organiser")
    stolen = signed_in(user)
    user.set_password("another-lantern-and-hammock-42")
    user.save()

    assert stolen.get("/staff/").status_code == 302


@pytest.mark.requirement("R-49")
def test_cookies_are_two_and_closed_to_scripts() -> None:
    user = make_staff("organiser")
    client = Client()
    client.get(LOGIN)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    client.get("/staff/")

    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")
        assert cookie["path"] == "/"
        assert not cookie["domain"]


@pytest.mark.requirement("R-49")
def test_public_pages_set_no_cookie_even_for_who_has_some() -> None:
    make_signature(make_appeal())
    client = signed_in(make_staff("organiser"))

    for path in ("/fr/", "/fr/appeals/appel/signatories/", "/fr/confirm/", "/fr/nothing/"):
        assert not client.get(path).cookies


TARGETS = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "http:evil.example",
    "https:\\\\evil.example",
    "\thttps://evil.example",
    "/%2f%2fevil.example",
)


@pytest.mark.parametrize("door", [LOGIN, "/accounts/logout/", "/staff/login/", "/staff/logout/"])
def test_no_door_leads_to_another_site(door: str) -> None:
    user = make_staff("organiser")

    for target in TARGETS:
        client = Client()
        if "logout" in door:
            client.force_login(user)
        fields = {"login": user.email, "password": PASSWORD, "next": target}
        response = client.post(door, fields, query_params={"next": target})

        location = response.get("Location", "/")
        assert location.startswith("/"), target
        assert not location.startswith(("//", "/\\")), target
