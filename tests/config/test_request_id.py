"""The log speaks of each request under a number of its own (R-53)."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from config.request_id import RequestIdMiddleware, current_request_id

OURS = "0123456789abcdef0123456789abcdef"


def number_of(**headers: str) -> str:
    """Give the number under which a request with these headers is logged."""

    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(current_request_id())

    request = RequestFactory().get("/", headers=headers)
    return RequestIdMiddleware(answer)(request).content.decode()


def test_each_request_has_a_number_of_its_own() -> None:
    first, second = number_of(), number_of()

    assert len(first) == 32
    assert first != second
    assert current_request_id() == ""


@pytest.mark.requirement("R-53")
@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [(1, OURS, True), (0, OURS, False), (1, "x" * 32, False), (1, f"{OURS}x", False)],
)
def test_number_is_taken_from_our_own_proxy_alone(
    settings: Settings, proxies: int, given: str, *, kept: bool
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies

    assert (number_of(**{"X-Request-ID": given}) == OURS) is kept
