"""nginx alone, in front of a stand-in: what it passes on, keeps and refuses."""

import base64
import hashlib
import json
import re

import pytest

from stack.front import TEMPLATES, Front
from tests.deploy.stand_in import StandIn

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("front")]
TOKEN = "QjO1sKq3fX0aVvL2mC9rT5eYwZ8uN4bHdG7iJ6kPxSoMtRyElF-_01"
YEAR = "max-age=31536000"


def test_what_a_visitor_says_about_proxies_is_replaced(front: Front) -> None:
    forged = {
        "X_Forwarded_For": "192.0.2.1",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Port": "1",
        "X_Forwarded_Prefix": "/evil",
        "X_Real_IP": "192.0.2.1",
        "Forwarded": "for=192.0.2.1",
        "X_Request_ID": "forged",
    }

    told = json.loads(front.visitor().get("/fr/no-store/", **forged).body)

    assert told["host"] == "appel.example.org"
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert told["x-forwarded-proto"] == "https"
    assert re.fullmatch("[0-9a-f]{32}", told["x-request-id"])
    assert told.keys().isdisjoint(
        {"x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix", "x-real-ip", "forwarded"}
    )


def test_a_proxy_that_is_trusted_names_the_visitor(second: Front) -> None:
    answer = second.visitor().get("/fr/no-store/", X_Forwarded_For="192.0.2.1, 198.51.100.7")

    assert json.loads(answer.body)["x-forwarded-for"] == "198.51.100.7"


def test_a_public_page_is_asked_for_once(front: Front, web: StandIn) -> None:
    answers = [front.visitor().get("/fr/once/") for _ in range(3)]

    assert [answer["X-Cache-Status"] for answer in answers] == ["MISS", "HIT", "HIT"]
    assert web.asked.count("/fr/once/") == 1


def test_cookies_of_other_sites_neither_miss_the_cache_nor_pass(front: Front) -> None:
    cookies = ["_pk_id=1", "mysessionid=2; _shibsession_x=3"]

    answers = [front.visitor().get("/fr/foreign/", Cookie=cookie) for cookie in cookies]

    assert [answer["X-Cache-Status"] for answer in answers] == ["MISS", "HIT"]
    assert "cookie" not in json.loads(answers[0].body)


def test_browsers_that_spell_gzip_otherwise_share_a_page(front: Front, web: StandIn) -> None:
    spellings = ["gzip, deflate, br, zstd", "GZIP", "br, gzip;q=0.8"]

    answers = [front.visitor().get("/fr/shared/", Accept_Encoding=how) for how in spellings]
    plain = front.visitor().get("/fr/shared/", Accept_Encoding="br, x-gzipped")

    assert [answer["X-Cache-Status"] for answer in answers] == ["MISS", "HIT", "HIT"]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert (plain["X-Cache-Status"], plain["Content-Encoding"]) == ("MISS", "")
    assert web.asked.count("/fr/shared/") == 2


def test_the_door_leads_each_visitor_to_their_language(front: Front, web: StandIn) -> None:
    spoken = ["fr", "en", "fr"]

    answers = [front.visitor().get("/", Accept_Language=language) for language in spoken]

    assert [answer["X-Cache-Status"] for answer in answers] == ["MISS", "MISS", "HIT"]
    assert [json.loads(answer.body)["accept-language"] for answer in answers] == spoken


def test_staff_see_public_pages_fresh_and_leave_nothing_in_the_cache(front: Front) -> None:
    cookie = "_pk_id=1; __Host-sessionid=secret"

    staff = front.visitor().get("/fr/staff-looks/", Cookie=cookie)
    public = front.visitor().get("/fr/staff-looks/")

    assert staff["X-Cache-Status"] == "BYPASS"
    assert json.loads(staff.body)["cookie"] == cookie
    assert public["X-Cache-Status"] == "MISS"
    assert "cookie" not in json.loads(public.body)


@pytest.mark.parametrize(
    "path",
    [
        "/fr/private/no-store/",
        "/fr/silent/",  # no Cache-Control: not ours to decide
        "/fr/sets-cookie/",
        "/staff/public/",
        "/accounts/login/",
        f"/fr/confirm/{TOKEN}/",
        f"/en/my-signature/{TOKEN}/",
        f"/fr/not-me/{TOKEN}/",
        "/fr/confirm/",
    ],
)
def test_private_answers_are_never_kept(front: Front, web: StandIn, path: str) -> None:
    answers = [front.visitor().get(path) for _ in range(2)]

    assert {answer["X-Cache-Status"] for answer in answers} <= {"", "MISS"}
    assert web.asked.count(path) == 2


def test_static_files_are_asked_for_once_whatever_follows_the_name(
    front: Front, web: StandIn
) -> None:
    answers = [front.visitor().get(f"/static/site.css?{n}", Cookie="a=b") for n in range(2)]

    assert [answer["X-Cache-Status"] for answer in answers] == ["MISS", "HIT"]
    assert "cookie" not in json.loads(answers[0].body)


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/fr/appeals/appel/sign/", 64 * 1024, 200),
        ("/fr/appeals/appel/sign/", 64 * 1024 + 1, 413),
        ("/accounts/login/", 64 * 1024 + 1, 413),
        ("/staff/import/", 64 * 1024 + 1, 200),
        ("/staff/import/", 10 * 1024 * 1024 + 1, 413),
    ],
)
def test_body_sizes(front: Front, path: str, size: int, status: int) -> None:
    answer = front.visitor().send("POST", path, b"x" * size, {})

    assert answer.status == status
    if status == 413:
        assert "L’envoi est trop volumineux" in answer.text
        assert answer["Strict-Transport-Security"] == f"{YEAR}; includeSubDomains; preload"


def test_the_front_says_nothing_of_subdomains_when_told_so(second: Front) -> None:
    answer = second.visitor().send("POST", "/accounts/login/", b"x" * (64 * 1024 + 1), {})

    assert answer["Strict-Transport-Security"] == YEAR


@pytest.mark.parametrize(
    ("path", "encoding"),
    [
        ("/fr/squeezed/", "gzip"),
        ("/staff/", ""),
        ("/accounts/login/", ""),
        (f"/fr/confirm/{TOKEN}/", ""),
        (f"/fr/news/stop/{TOKEN}/", ""),
    ],
)
def test_only_pages_without_secrets_are_compressed(front: Front, path: str, encoding: str) -> None:
    assert front.visitor().get(path, Accept_Encoding="gzip")["Content-Encoding"] == encoding


def test_plain_http_leads_to_https(front: Front) -> None:
    answer = front.visitor(tls=False).get("/fr/?via=poster")

    assert (answer.status, answer["Location"]) == (301, "https://appel.example.org/fr/?via=poster")
    assert answer["Server"] == "nginx"


def test_answers_to_a_certificate_authority_come_from_its_folder(front: Front) -> None:
    folder = front.folder / "acme/.well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "proof").write_text("thumbprint")

    assert front.visitor(tls=False).get("/.well-known/acme-challenge/proof").text == "thumbprint"


def test_the_policy_names_the_style_of_our_own_pages() -> None:
    pages = sorted((TEMPLATES / "pages").glob("*.html"))
    headers = (TEMPLATES / "page_headers.conf.template").read_text()

    assert [page.name for page in pages] == ["400.html", "413.html", "503.html"]
    for page in pages:
        style = page.read_text().partition("<style>")[2].partition("</style>")[0]
        digest = hashlib.sha256(style.encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in headers
