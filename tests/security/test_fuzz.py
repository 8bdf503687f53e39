"""Whatever is sent to whatever address: an answer of ours, never a fault (R-45 ff., R-53)."""

import string
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from appeal.models import Appeal
from tests.factories import make_appeal, make_signature
from tests.security.addresses import Address, every_address
from tests.signatures.signing.entries import typed
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db

PUBLIC = [a for a in every_address() if not a.route.startswith(("/staff/", "/accounts/", "/demo"))]
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X")
# What breaks parsers: bytes that are no text, ends of strings, other writing directions.
NASTY = st.sampled_from(
    [
        "\x00",
        "%00",
        "%ff%fe",
        "%c0%af",
        "../../etc/passwd",
        "%2e%2e%2f",
        "\u202e",
        "𝔘" * 40,
        "'\"><script>alert(1)</script>",
        "${7*7}{{7*7}}",
        "'; DROP TABLE signatures_signature;--",
        "\ud7ff",
        "A" * 3000,
        "-1",
        "1e999",
        "NaN",
        "٣",
    ]
)
VALUES = NASTY | st.text(max_size=60).filter(lambda text: max(text, default="a") < "\ud800")


def the_appeal() -> Appeal:
    """Give the appeal of the examples: one transaction holds them all."""
    return Appeal.objects.first() or make_appeal()


def path_of(address: Address, value: str) -> str:
    """Put a value into a path as a browser would, or as an attacker does."""
    allowed = string.ascii_letters + string.digits + "-._~%"
    kept = "".join(c if c in allowed else "".join(f"%{b:02x}" for b in c.encode()) for c in value)
    return address.filled(kept or "x")


@settings(max_examples=120)
@given(
    address=st.sampled_from(PUBLIC),
    value=VALUES,
    method=st.sampled_from(METHODS),
    query=st.dictionaries(
        st.sampled_from(["q", "after", "category", "via", "appeal", "lang", "page", "x"]),
        VALUES,
        max_size=3,
    ),
    body=st.dictionaries(
        st.sampled_from(["email", "code", "display", "withdraw", "appeal", "updates", "x"]),
        VALUES,
        max_size=4,
    ),
)
def test_public_addresses_never_break(
    address: Address, value: str, method: str, query: dict[str, str], body: dict[str, str]
) -> None:
    client = Client(raise_request_exception=True)
    the_appeal()
    response = client.generic(
        method,
        path_of(address, value),
        urlencode(body, errors="replace"),
        content_type="application/x-www-form-urlencoded",
        query_params=query,
    )

    assert response.status_code < 500 or address.name == "readyz"


@settings(max_examples=50)
@given(
    changed=st.dictionaries(
        st.sampled_from(
            [
                "first_name",
                "last_name",
                "email",
                "category",
                "organisation",
                "job_title",
                "city",
                "country",
                "message",
                "display",
                "consent",
                "updates",
                "age_15",
                "channel",
                "website",
                "form_token",
            ]
        ),
        VALUES,
        min_size=1,
        max_size=4,
    )
)
def test_signing_form_never_breaks(changed: dict[str, str]) -> None:
    appeal = the_appeal()

    response = Client().post(f"/fr/appeals/{appeal.slug}/sign/", {**typed(appeal), **changed})

    assert response.status_code in (303, 422, 400, 413)


@settings(max_examples=40)
@given(
    address=st.sampled_from([a for a in every_address("/staff/") if "logout" not in a.route]),
    value=VALUES,
    query=st.dictionaries(
        st.sampled_from(["q", "p", "o", "e", "all", "day", "status__exact", "moderation__exact"]),
        VALUES,
        max_size=2,
    ),
)
def test_desk_never_breaks(address: Address, value: str, query: dict[str, str]) -> None:
    user = User.objects.filter(is_superuser=True).first() or make_staff("administrator")
    client = signed_in(user)

    response = client.get(path_of(address, value), query_params=query)

    assert response.status_code < 500


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"&&&&==",
        b"%",
        b"\xff\xfe=\xff",
        b"email=%00@x",
        b"email[]=a&email[]=b",
        b"--x\r\nContent-Disposition: form-data\r\n",
        b'{"email": {"$ne": null}}',
    ],
)
@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nonsense",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/plain",
        "",
    ],
)
def test_broken_bodies_are_answered(client: Client, body: bytes, content_type: str) -> None:
    make_signature(make_appeal())

    for path in ("/fr/appeals/appel/sign/", "/fr/confirm/", "/fr/my-signature/"):
        assert client.generic("POST", path, body, content_type).status_code < 500
