"""Every public address and what its answers say to browsers and caches (R-16, R-48).

A new name in `signatures/urls.py` without a row here fails.
"""

import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from PIL import Image

from appeal.models import Appeal
from signatures.desk import featuring
from signatures.enums import BodyState, SignatureStatus
from signatures.figures.embargo import embargo_address
from signatures.figures.open_data_publishing import publish_open_data
from signatures.figures.snapshots import take_snapshot
from signatures.models import OpenDataFile, Signature, Snapshot
from signatures.models.clock import database_now
from signatures.page_cache import CACHE_CONTROL
from signatures.tokens import Purpose
from signatures.urls import urlpatterns
from tests.factories import make_signature
from tests.signatures.bodies.bodies import body_link, make_body
from tests.signatures.bodies.bodies import typed as body_typed
from tests.signatures.signing.entries import typed
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import ClientResponse
from tests.staff import make_staff

NOT_KEPT = "no-store"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BRIEFLY = "public, max-age=10, stale-if-error=600"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What an address answers."""

    address: str
    methods: str = "GET HEAD"
    kept: str = CACHE_CONTROL
    referrer: str = "same-origin"
    content_type: str = HTML
    robots: str | None = None
    in_memory: bool = False


MAILBOX: dict[str, Any] = {
    "methods": "GET HEAD POST",
    "kept": NOT_KEPT,
    "referrer": "no-referrer",
    "robots": "noindex, nofollow",
}
MAILED_FILE = MAILBOX | {"methods": "GET HEAD"}
TEXT, PDF = "text/plain; charset=utf-8", "application/pdf"
TABLE = {
    "featured": Row(address="/fr/"),
    "appeal": Row(address="/fr/appeals/appel/"),
    "sign": Row(address="/fr/appeals/appel/sign/", methods="POST"),
    "check_your_inbox": Row(address="/fr/appeals/appel/check-your-inbox/", kept=BRIEFLY),
    "versions": Row(address="/fr/appeals/appel/versions/"),
    "sign_body": Row(address="/fr/appeals/appel/sign-as-organisation/", methods="GET HEAD POST"),
    "body_sent": Row(address="/fr/appeals/appel/sign-as-organisation/sent/", kept=BRIEFLY),
    "bodies": Row(address="/fr/appeals/appel/organisations/", kept=BRIEFLY),
    "wall": Row(address="/fr/appeals/appel/signatories/", robots="noindex"),
    "figure_json": Row(address="/fr/appeals/appel/figure.json", content_type="application/json"),
    "figures": Row(address="/fr/appeals/appel/figures/"),
    "figures_json": Row(address="/fr/appeals/appel/figures.json", content_type="application/json"),
    "figures_csv": Row(
        address="/fr/appeals/appel/figures.csv", content_type="text/csv; charset=utf-8"
    ),
    "figures_svg": Row(address="/fr/appeals/appel/figures.svg", content_type="image/svg+xml"),
    "chart_svg": Row(address="/fr/appeals/appel/figures/day.svg", content_type="image/svg+xml"),
    "chart_png": Row(address="/fr/appeals/appel/figures/day.png", content_type="image/png"),
    "figures_table": Row(
        address="/fr/appeals/appel/figures/day.csv", content_type="text/csv; charset=utf-8"
    ),
    "open_data": Row(address="/fr/appeals/appel/open-data/"),
    "open_data_file": Row(
        address="/fr/appeals/appel/open-data/<token>.zip",
        kept="public, max-age=31536000, immutable",
        content_type="application/zip",
    ),
    "badge": Row(address="/fr/appeals/appel/badge.svg", content_type="image/svg+xml"),
    "badges": Row(address="/fr/appeals/appel/badges/"),
    "snapshot": Row(address="/fr/appeals/appel/snapshots/<token>/"),
    "snapshot_json": Row(
        address="/fr/appeals/appel/snapshots/<token>.json", content_type="application/json"
    ),
    "embargo": Row(
        address="/fr/embargo/<token>/",
        kept=NOT_KEPT,
        referrer="no-referrer",
        robots="noindex, nofollow",
    ),
    "share": Row(address="/fr/appeals/appel/share/"),
    "picture": Row(
        address="/fr/appeals/appel/share/wide.png",
        kept="public, max-age=180, stale-while-revalidate=600, stale-if-error=86400",
        content_type="image/png",
        in_memory=True,
    ),
    "feed": Row(
        address="/fr/appeals/appel/feed.atom", content_type="application/atom+xml; charset=utf-8"
    ),
    "embed": Row(
        address="/fr/appeals/appel/embed/",
        kept="public, max-age=60, stale-while-revalidate=300, stale-if-error=86400",
        robots="noindex",
        in_memory=True,
    ),
    "embed_code": Row(address="/fr/appeals/appel/embed/code/"),
    "portrait": Row(address="/fr/portraits/<token>.webp", kept=BRIEFLY, content_type="image/webp"),
    "api": Row(address="/fr/api/"),
    "proof": Row(address="/fr/proof/", kept=NOT_KEPT, content_type="application/json"),
    "accessibility": Row(address="/fr/accessibilite/"),
    "legal_notice": Row(address="/fr/appeals/appel/legal-notice/"),
    "privacy": Row(address="/fr/appeals/appel/privacy/"),
    "how_we_count": Row(address="/fr/appeals/appel/how-we-count/"),
    "appeal_accessibility": Row(address="/fr/appeals/appel/accessibility/"),
    "confirm_code": Row(address="/fr/confirm/", **MAILBOX),
    "confirm": Row(address="/fr/confirm/<token>/", **MAILBOX),
    "receipt_text": Row(
        address="/fr/confirm/<token>/receipt.txt", content_type=TEXT, **MAILED_FILE
    ),
    "receipt_pdf": Row(address="/fr/confirm/<token>/receipt.pdf", content_type=PDF, **MAILED_FILE),
    "not_me": Row(address="/fr/not-me/<token>/", **MAILBOX),
    "stop_news": Row(
        address="/fr/news/stop/<token>/",
        methods="GET HEAD POST",
        kept=NOT_KEPT,
        referrer="no-referrer",
        robots="noindex, nofollow",
    ),
    "body_code": Row(address="/fr/organisation-signature/", **MAILBOX),
    "body": Row(address="/fr/organisation-signature/<token>/", **MAILBOX),
    "send_links": Row(address="/fr/my-signature/", **MAILBOX),
    "my_signature": Row(address="/fr/my-signature/<token>/", **MAILBOX),
    "own_receipt_text": Row(
        address="/fr/my-signature/<token>/receipt.txt", content_type=TEXT, **MAILED_FILE
    ),
    "own_receipt_pdf": Row(
        address="/fr/my-signature/<token>/receipt.pdf", content_type=PDF, **MAILED_FILE
    ),
    "own_data_json": Row(
        address="/fr/my-signature/<token>/data.json",
        content_type="application/json",
        **MAILED_FILE,
    ),
    "own_data_text": Row(
        address="/fr/my-signature/<token>/data.txt", content_type=TEXT, **MAILED_FILE
    ),
}
PURPOSES = {
    "confirm": Purpose.CONFIRM,
    "not_me": Purpose.NOT_ME,
    "my_signature": Purpose.MANAGE,
    "stop_news": Purpose.STOP_NEWS,
}
# Files behind a mailed link, of somebody who has confirmed: by which link, and their name.
MAILED_FILES = {
    "receipt_text": (Purpose.CONFIRM, "receipt.txt"),
    "receipt_pdf": (Purpose.CONFIRM, "receipt.pdf"),
    "own_receipt_text": (Purpose.MANAGE, "receipt.txt"),
    "own_receipt_pdf": (Purpose.MANAGE, "receipt.pdf"),
    "own_data_json": (Purpose.MANAGE, "data.json"),
    "own_data_text": (Purpose.MANAGE, "data.txt"),
}
# Addresses with something in them that a row of the database decides, and its argument.
MADE = {
    **dict.fromkeys([*PURPOSES, *MAILED_FILES, "body", "embargo"], "token"),
    "portrait": "name",
    "open_data_file": "day",
    **dict.fromkeys(["snapshot", "snapshot_json"], "code"),
}
NAMED = {
    "chart_svg": {"name": "day"},
    "chart_png": {"name": "day"},
    "figures_table": {"name": "day", "ending": "csv"},
    "picture": {"shape": "wide"},
}
every_row = pytest.mark.parametrize("name", list(TABLE))
shown = [name for name, row in TABLE.items() if "GET" in row.methods]
posted = [name for name, row in TABLE.items() if "POST" in row.methods]


@pytest.fixture
def signature(appeal: Appeal) -> Signature:
    return make_signature(appeal, status=SignatureStatus.PENDING)


def portrait_of(signature: Signature) -> str:
    """Feature somebody under the same appeal, with a picture; give the picture's name."""
    olga = make_staff()
    row = featuring.feature(make_signature(signature.appeal), by=olga)
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(picture, "JPEG")
    picture.seek(0)
    featuring.describe(row, title="", quote="", portrait=picture, by=olga)
    row.refresh_from_db()
    return Path(str(row.portrait.name)).stem


def snapshot_at(name: str, signature: Signature) -> str:
    """Freeze the figure once; give the address under which `name` shows it."""
    now = database_now()
    until = now + timedelta(hours=1) if name == "embargo" else None
    made = Snapshot.objects.first() or take_snapshot(
        signature.appeal, by=None, now=now, embargo_until=until
    )
    if name == "embargo":
        return embargo_address(made)
    return f"/fr/appeals/appel/snapshots/{made.code}{'/' if name == 'snapshot' else '.json'}"


def confirmed_beside(signature: Signature) -> Signature:
    """Give somebody who has confirmed, the same one for each call of a test."""
    others = Signature.objects.exclude(pk=signature.pk)
    return others.first() or make_signature(signature.appeal)


def address(name: str, signature: Signature) -> str:
    if name in MAILED_FILES:
        purpose, file = MAILED_FILES[name]
        return link(confirmed_beside(signature), purpose) + file
    if name in ("snapshot", "snapshot_json", "embargo"):
        return snapshot_at(name, signature)
    if name == "body":
        return body_link(make_body(signature.appeal, state=BodyState.PENDING))
    if name == "open_data_file":
        publish_open_data(now=database_now())
        day = OpenDataFile.objects.get().day.isoformat()
        return f"/fr/appeals/appel/open-data/{day}.zip"
    if name == "portrait":
        return f"/fr/portraits/{portrait_of(signature)}.webp"
    return link(signature, PURPOSES[name]) if name in PURPOSES else TABLE[name].address


def post(client: Client, name: str, signature: Signature, **headers: str) -> ClientResponse:
    """Post what changes something there."""
    fields = {
        "sign": typed(signature.appeal, email="olga@campus.example"),
        "sign_body": body_typed(signature.appeal),
        "body": {"act": "confirm"},
        "my_signature": {"withdraw": "yes"},
        "send_links": {"email": signature.email},
        "confirm_code": {"email": signature.email, "code": "000000"},
        "body_code": {"email": signature.email, "code": "000000"},
    }
    return client.post(address(name, signature), fields.get(name, {}), headers=headers)


def test_every_address_has_its_row() -> None:
    patterns = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]

    assert [pattern.name for pattern in patterns] == list(TABLE)
    assert len(patterns) == len(urlpatterns)


@every_row
def test_address_is_that_of_the_contract(name: str, signature: Signature) -> None:
    row = TABLE[name]
    found = address(name, signature) if name in MADE else ""
    found = found.removesuffix(MAILED_FILES.get(name, ("", ""))[1])
    token = (
        found.rstrip("/")
        .rpartition("/")[2]
        .removesuffix(".webp")
        .removesuffix(".json")
        .removesuffix(".zip")
    )
    known = {"slug": "appel"} if "/appeals/" in row.address else {}
    known |= {MADE[name]: token} if name in MADE else NAMED.get(name, {})

    assert reverse(f"signatures:{name}", kwargs=known) == row.address.replace("<token>", token)


@pytest.mark.parametrize("name", shown)
def test_page_says_how_it_may_be_kept_and_sets_no_cookie(
    client: Client, name: str, signature: Signature
) -> None:
    row = TABLE[name]

    response = client.get(address(name, signature))

    assert response.status_code == 200
    assert response["Cache-Control"] == row.kept
    assert response["Referrer-Policy"] == row.referrer
    assert response["Content-Type"] == row.content_type
    assert response.get("X-Robots-Tag") == row.robots
    # Pages from memory lie there compressed, too.
    vary = "Accept-Encoding" if row.kept == CACHE_CONTROL or row.in_memory else None
    assert (dict(response.cookies), response.get("Vary")) == ({}, vary)


@pytest.mark.parametrize("name", shown)
def test_head_answers_as_get_without_the_page(
    client: Client, name: str, signature: Signature
) -> None:
    got = client.get(address(name, signature))

    response = client.head(address(name, signature))

    headers = [
        {key: value for key, value in each.items() if key not in ("Content-Length", "Expires")}
        for each in (response, got)
    ]
    assert (response.status_code, response.content) == (200, b"")
    assert headers[0] == headers[1]


@every_row
def test_address_takes_its_methods_and_no_other(
    client: Client, name: str, signature: Signature
) -> None:
    refused = [
        method
        for method in METHODS
        if getattr(client, method.lower())(address(name, signature)).status_code == 405
    ]

    assert refused == [method for method in METHODS if method not in TABLE[name].methods.split()]


@every_row
def test_every_answer_carries_the_headers_that_protect(
    client: Client, name: str, signature: Signature
) -> None:
    response = client.get(address(name, signature))

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.get("X-Frame-Options") == (None if name == "embed" else "DENY")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    scripts = "" if name == "embed" else " script-src 'self';"
    assert response["Content-Security-Policy"].startswith(f"default-src 'none';{scripts}")
    assert "unsafe" not in response["Content-Security-Policy"]


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://mallory.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://mallory.example"},
]
OURS = [
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://testserver"},
    {"Origin": "null"},
    {},
]


def rows() -> list[dict[str, object]]:
    return [dict(row) for row in Signature.objects.order_by("id").values()]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("name", [name for name in posted if name != "stop_news"])
def test_form_of_another_site_is_refused_and_changes_nothing(
    client: Client, name: str, signature: Signature, headers: dict[str, str]
) -> None:
    before = rows()

    response = post(client, name, signature, **headers)

    assert (response.status_code, response["Cache-Control"]) == (403, "no-store")
    assert rows() == before


@pytest.mark.parametrize("headers", OURS)
@pytest.mark.parametrize("name", posted)
def test_form_of_this_site_is_taken_without_a_cookie(
    name: str, signature: Signature, headers: dict[str, str]
) -> None:
    client = Client(enforce_csrf_checks=True)

    response = post(client, name, signature, **headers)

    taken = {"not_me": 200, "stop_news": 200, "confirm_code": 422, "body_code": 422}.get(name, 303)
    assert (response.status_code, dict(response.cookies)) == (taken, {})


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("name", [*sorted(PURPOSES), "body"])
def test_answer_to_a_form_with_a_token_betrays_it_to_nobody(
    client: Client, name: str, signature: Signature, headers: dict[str, str]
) -> None:
    response = post(client, name, signature, **headers)

    assert response["Cache-Control"] == NOT_KEPT
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
