"""What nginx writes down: no address, no token, no query."""

import json

import pytest

from stack.front import Front
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("front")]
TOKEN = "QjO1sKq3fX0aVvL2mC9rT5eYwZ8uN4bHdG7iJ6kPxSoMtRyElF-_01"


@pytest.mark.requirement("R-15")
@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/fr/confirm/{TOKEN}/", "/fr/confirm/[token]"),
        (f"/en/my-signature/{TOKEN}/?x={TOKEN}", "/en/my-signature/[token]"),
        (f"/fr/%6Eot-me/{TOKEN}/", "/fr/not-me/[token]"),
        (f"/fr/news/stop/{TOKEN}/", "/fr/news/stop/[token]"),
        (f"/fr/embargo/{TOKEN}/", "/fr/embargo/[token]"),
        (f"/accounts/password/reset/key/3-{TOKEN}/", "/accounts/password/reset/key/[token]"),
        (f"/somewhere/{TOKEN}", "[long]"),
        ("/fr/confirm/", "/fr/confirm/"),
        ("/fr/appeals/appel/signatories/?q=Suzie", "/fr/appeals/appel/signatories/"),
        (
            f"/fr/appeals/{'long-' * 9}slug/figures.json",
            f"/fr/appeals/{'long-' * 9}slug/figures.json",
        ),
        ("/staff/signatures/signature/", "/staff/signatures/signature/"),
    ],
)
def test_the_log_has_no_token_and_no_query(front: Front, path: str, logged: str) -> None:
    before = len(front.access_log)

    front.visitor().get(path, Referer=f"https://appel.example.org/{TOKEN}")

    eventually(lambda: front.access_log[before:].endswith("\n"))
    line = front.access_log[before:]
    assert json.loads(line)["path"] == logged
    assert TOKEN not in line
    assert "Suzie" not in line


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("2001:db8:1::5", "2001:db8:1::"),
        ("2001:db8::5", "2001:db8::"),
        ("2001::5", "2001::"),
        ("::1", "::"),
    ],
)
def test_the_log_masks_the_address(second: Front, address: str, masked: str) -> None:
    before = len(second.access_log)

    second.visitor().get("/fr/", X_Forwarded_For=address)

    eventually(lambda: second.access_log[before:].endswith("\n"))
    assert json.loads(second.access_log[before:])["client"] == masked
