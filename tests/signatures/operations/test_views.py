"""`/healthz`, `/readyz`, `/metrics` and `/.well-known/security.txt` over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

pytestmark = pytest.mark.django_db

TOKEN = "a-token-that-prometheus-knows"
ADDRESSES = ("/healthz", "/readyz", "/metrics", "/.well-known/security.txt")


@pytest.fixture
def outside_the_demo(settings: Settings) -> None:
    settings.DEMO = False


def test_healthz_answers_without_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readyz_is_200_when_all_is_in_order(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "problems": []})


def test_readyz_is_503_with_the_reason_when_it_is_not(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'signatures'")

    response = client.get("/readyz")

    problems = ["migrations are missing: run manage.py migrate"]
    assert (response.status_code, response.json()) == (503, {"ready": False, "problems": problems})


def test_metrics_are_open_in_the_demo(client: Client) -> None:
    response = client.get("/metrics")

    assert response.status_code == 200
    assert "paraphe_outbox_due 0.0" in response.content.decode().splitlines()


@pytest.mark.usefixtures("outside_the_demo")
@pytest.mark.parametrize(
    ("configured", "given", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"Bearer {TOKEN}x", 403),
        (TOKEN, f"bearer {TOKEN}", 403),
        (TOKEN, TOKEN, 403),
        (TOKEN, "Bearer ", 403),
        (TOKEN, "Bearer é", 403),
        (TOKEN, "", 403),
        # Without a token configured nobody gets in, with whatever he says.
        ("", "Bearer ", 403),
        ("", "", 403),
    ],
)
def test_metrics_need_their_token_outside_the_demo(
    client: Client, settings: Settings, configured: str, given: str, status: int
) -> None:
    settings.METRICS_TOKEN = configured

    response = client.get("/metrics", headers={"Authorization": given})

    assert response.status_code == status
    assert (b"paraphe_outbox_due" in response.content) == (status == 200)


@pytest.mark.requirement("R-54")
def test_security_txt_has_the_fields_of_rfc_9116(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@appel.example"

    response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert len(fields) == len(lines)
    expires = datetime.fromisoformat(fields.pop("Expires"))
    now = datetime.now(UTC)
    assert now + timedelta(days=30) < expires < now + timedelta(days=365)
    assert fields == {
        "Contact": "mailto:security@appel.example",
        "Preferred-Languages": "fr, en",
        "Canonical": "http://testserver/.well-known/security.txt",
    }


def test_security_txt_names_a_contact_by_default(client: Client) -> None:
    assert client.get("/.well-known/security.txt").content.startswith(
        b"Contact: mailto:security@testserver\n"
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_machines_get_no_cookie_and_may_ask_with_head(client: Client, address: str) -> None:
    got, asked = client.get(address), client.head(address)

    assert (got.status_code, asked.status_code, asked.content) == (200, 200, b"")
    assert (dict(got.cookies), dict(asked.cookies)) == ({}, {})


@pytest.mark.parametrize("address", ADDRESSES)
def test_machines_can_change_nothing(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ADDRESSES[:3])
def test_answers_about_now_are_not_kept(client: Client, address: str) -> None:
    kept = client.get(address)["Cache-Control"]

    assert kept == "max-age=0, no-cache, no-store, must-revalidate, private"
