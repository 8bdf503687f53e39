"""Every answer carries the headers that protect, errors and files included (R-47, R-48)."""

import pytest
from django.test import Client

from appeal.models import Appeal
from tests.security.addresses import every_address
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ANSWERS = [
    ("/", 302),
    ("/fr/", 200),
    ("/en/appeals/appel/figures.json", 200),
    ("/en/appeals/appel/sign/", 405),
    ("/en/nothing/", 404),
    ("/nothing", 404),
    ("/fr/confirm/nonsense/", 404),
    ("/staff/", 302),
    ("/accounts/login/", 200),
    ("/accounts/password/reset/", 200),
    ("/healthz", 200),
    ("/.well-known/security.txt", 200),
]


def protected(headers: dict[str, str]) -> None:
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.requirement("R-47", "R-48")
@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_answer_carries_the_headers(client: Client, appeal: Appeal, path: str, status: int) -> None:
    response = client.get(path)

    assert response.status_code == status
    protected(dict(response.headers))
    assert response["Content-Security-Policy"] == POLICY


@pytest.mark.requirement("R-48")
def test_refusals_carry_the_headers(client: Client, appeal: Appeal) -> None:
    too_large = client.post(
        "/fr/confirm/", b"a" * 70_000, content_type="application/x-www-form-urlencoded"
    )
    wrong_host = client.get("/fr/", headers={"host": "evil.example"})
    other_site = client.post("/fr/confirm/", headers={"origin": "https://evil.example"})

    for response, status in ((too_large, 413), (wrong_host, 400), (other_site, 403)):
        assert response.status_code == status
        protected(dict(response.headers))


@pytest.mark.requirement("R-47", "R-48")
def test_pages_of_the_desk_carry_the_headers() -> None:
    client = signed_in(make_staff("administrator"))
    pages = [address.route for address in every_address("/staff/") if not address.arguments]
    assert len(pages) > 20

    for path in pages:
        response = client.get(path)
        assert response.status_code < 500, path
        protected(dict(response.headers))


# For everybody: how long each may be kept is in tests/signatures/test_urls.py and beside them.
PUBLIC = ("front_door", "security_txt", "image", "theme", "/favicon.ico", "api", "signatures:")
DEMO = "demo:"  # its mails are invented


@pytest.mark.requirement("R-16")
def test_nothing_but_what_is_for_everybody_is_kept(appeal: Appeal) -> None:
    client = signed_in(make_staff("administrator"))

    kept = {
        address.route
        for address in every_address()
        if not (address.name or address.route).startswith((*PUBLIC, DEMO))
        and "no-store" not in client.get(address.filled("1")).headers.get("Cache-Control", "")
    }

    assert kept == set()
