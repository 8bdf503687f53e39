"""Which forms come from a page of this site (docs/adr/0005)."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from signatures.signing.origin import comes_from_here, same_origin


def post(**headers: str) -> HttpRequest:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().post("/", headers=given)


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        # Browsers since 2020 say it in words that no page can forge.
        ({"Sec_Fetch_Site": "same-origin"}, True),
        ({"Sec_Fetch_Site": "none"}, True),
        ({"Sec_Fetch_Site": "same-site"}, False),
        ({"Sec_Fetch_Site": "cross-site"}, False),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, True),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "null"}, False),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Sec_Fetch_Site": ""}, False),
        # Older ones name the page's origin.
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, True),
        ({"Origin": "http://testserver:8080"}, False),
        ({"Origin": "http://testserver.mallory.example"}, False),
        ({"Origin": "http://mallory.example"}, False),
        ({"Origin": "http://mallory.example/testserver"}, False),
        ({"Origin": "http://testserver@mallory.example"}, False),
        ({"Origin": "testserver"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "http://[::1"}, False),
        # Pages with "Referrer-Policy: no-referrer" post with "null"; very old browsers with none.
        ({"Origin": "null"}, True),
        ({}, True),
    ],
)
def test_form_comes_from_here(headers: dict[str, str], *, here: bool) -> None:
    assert comes_from_here(post(**headers)) is here


@same_origin
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} done")


def test_view_takes_a_form_of_this_site_without_a_csrf_token() -> None:
    response = view(post(Sec_Fetch_Site="same-origin"))

    assert (response.status_code, response.content) == (200, b"POST done")
    assert view.csrf_exempt is True  # type: ignore[attr-defined]


def test_view_shows_itself_to_visitors_from_other_sites() -> None:
    request = RequestFactory().get("/", headers={"Sec-Fetch-Site": "cross-site"})

    assert view(request).content == b"GET done"
