"""Each answer carries the number under which the log speaks of it (R-53)."""

import pytest
from django.test import Client
from pytest_django import Settings

from config.request_id import current_request_id

OURS = "0123456789abcdef0123456789abcdef"


def test_each_answer_has_a_number_of_its_own(client: Client) -> None:
    first, second = (client.get("/healthz")["X-Request-ID"] for _ in range(2))

    assert len(first) == 32
    assert first != second
    assert current_request_id() == ""


@pytest.mark.requirement("R-53")
@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [(1, OURS, True), (0, OURS, False), (1, "x" * 32, False), (1, OURS + "\r\nx", False)],
)
def test_number_is_taken_from_our_own_proxy_alone(
    client: Client,
    settings: Settings,
    proxies: int,
    given: str,
    kept: bool,  # noqa: FBT001
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies

    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]

    assert (answered == OURS) is kept
