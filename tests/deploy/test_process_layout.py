"""The process layout of docker-compose.yml with real processes, when all is well."""

import json
import re

import pytest

from demo.readiness import HOST
from stack.visitor import Visitor
from tests.deploy.installation import Installation
from tests.deploy.signing import SIGN, sign, total
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("installation")]


def test_a_page_comes_with_headers_and_without_cookie(visitor: Visitor) -> None:
    page = visitor.get("/fr/")

    assert page.status == 200
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page["Vary"]
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["Strict-Transport-Security"].startswith("max-age=31536000")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Server"] == "nginx"


def test_the_second_visitor_is_served_from_the_cache(visitor: Visitor) -> None:
    pages = [visitor.get("/fr/?first-and-second") for _ in range(2)]

    assert [page["X-Cache-Status"] for page in pages] == ["MISS", "HIT"]
    assert pages[0].body == pages[1].body


def test_a_style_sheet_is_kept_for_good(visitor: Visitor) -> None:
    found = re.search(r'href="(/static/css/[^"]+\.css)"', visitor.get("/fr/").text)
    assert found is not None

    files = [visitor.get(found[1]) for _ in range(2)]

    assert {file.status for file in files} == {200}
    assert files[1]["X-Cache-Status"] == "HIT"
    assert "immutable" in files[1]["Cache-Control"]


def test_a_signature_reaches_the_mailbox_and_its_link_confirms(
    installation: Installation, visitor: Visitor
) -> None:
    before = total(visitor)

    address, link = sign(installation)
    shown = visitor.get(link)
    confirmed = visitor.post(link, {}, Origin="null")

    assert shown.status == 200
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "Content-Encoding" not in shown.headers
    assert confirmed.status == 303
    assert visitor.get(confirmed["Location"]).status == 200
    eventually(lambda: total(visitor) == before + 1)
    logs = installation.logs
    assert link.split("/")[3] not in logs
    assert address not in logs
    assert "Exemple" not in logs


def test_the_access_log_has_no_whole_address(installation: Installation, visitor: Visitor) -> None:
    visitor.get("/fr/")

    lines = [json.loads(line) for line in installation.front.access_log.splitlines()]

    assert {line["client"] for line in lines} == {"127.0.0.0"}
    assert HOST not in installation.front.error_log


def test_a_forged_address_does_not_escape_the_limit_of_sign_in(visitor: Visitor) -> None:
    page = visitor.get("/accounts/login/")
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found is not None
    refused = []

    for number in range(12):
        fields = {"csrfmiddlewaretoken": found[1], "password": "not the password"}
        fields["login"] = f"mallory-{number}@campus.example"
        answer = visitor.post("/accounts/login/", fields, X_Forwarded_For=f"192.0.2.{number}")
        refused.append("Trop de tentatives" in answer.text)

    assert refused == [False] * 10 + [True] * 2


def test_a_forged_protocol_changes_nothing(installation: Installation, visitor: Visitor) -> None:
    plain = installation.front.visitor(tls=False).get("/fr/", X_Forwarded_Proto="https")

    assert visitor.get("/fr/?forged", X_Forwarded_Proto="http").status == 200
    assert (plain.status, plain["Location"]) == (301, "https://appel.example.org/fr/")


def test_what_is_too_large_is_refused_in_both_languages(visitor: Visitor) -> None:
    answer = visitor.post(SIGN, {"message": "x" * 65_536})

    assert answer.status == 413
    assert "Nothing was recorded" in answer.text
    own = answer["Strict-Transport-Security"]
    assert own == visitor.get("/fr/")["Strict-Transport-Security"]
    assert "includeSubDomains" in own


def test_operations_answer_through_nginx(visitor: Visitor) -> None:
    assert visitor.get("/healthz").text == "ok\n"
    assert json.loads(visitor.get("/readyz").body) == {"ready": True, "problems": []}
    assert visitor.get("/metrics").status == 403
    numbers = visitor.get("/metrics", Authorization="Bearer metrics-of-the-test")
    assert "paraphe_outbox_due 0.0" in numbers.text


def test_the_desk_is_private(visitor: Visitor) -> None:
    answer = visitor.get("/staff/")

    assert answer.status == 302
    assert answer["Location"].startswith("/staff/login/")
    assert "X-Cache-Status" not in answer.headers
