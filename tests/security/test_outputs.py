"""Names that attack whoever shows them: pages, the desk, mails (R-12)."""

import pytest
from django.test import Client

from appeal.models import Appeal
from signatures.enums import EmailKind
from signatures.mail.compose import compose
from signatures.models import OutboundEmail
from signatures.page_cache import pages
from tests.factories import make_signature
from tests.staff import make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-12")]

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext><script>alert(1)</script>",
    "<style>@import'http://evil.example'</style>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><button>",
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "${7*7}",
    "%s%s%s%n",
    "\u202eevil\u202c",
    "Zoé\x00",
    "=cmd|' /C calc'!A0",
    "+SUM(1+1)",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "Robert'); DROP TABLE signatures_signature;--",
    "Bcc: victim@evil.example",
]
# No form takes most of these; whatever shows a name must not rely on that.
NAMES = [name for name in HOSTILE if "\x00" not in name]


def harmless(page: str, name: str) -> None:
    for tag in ("<script>alert", "<img src=x", "<svg/onload", "<iframe", "<math", "<base href"):
        assert tag not in page, name
    for attribute in (" onmouseover='alert", ' onfocus="alert', "<meta http-equiv=refresh"):
        assert attribute not in page, name
    assert "<style>@import" not in page
    assert "<form action=//evil" not in page


@pytest.fixture
def hostile(appeal: Appeal) -> Appeal:
    for number, name in enumerate(NAMES):
        make_signature(
            appeal,
            first_name=name[:80],
            last_name=f"{name}{number}"[:80],
            organisation=name,
            job_title=name,
            city=name,
            message=name,
            search_key=f"x{number}",
            wall_key=f"x{number}",
        )
    return appeal


def test_public_pages_show_names_as_text(client: Client, hostile: Appeal) -> None:
    pages.clear()
    for path in (
        "/fr/",
        "/fr/appeals/appel/signatories/",
        "/fr/appeals/appel/figures/",
        "/fr/appeals/appel/figures.json",
        "/fr/appeals/appel/figures.svg",
    ):
        response = client.get(path)
        assert response.status_code == 200
        harmless(response.content.decode(), path)


def test_desk_shows_names_as_text(hostile: Appeal) -> None:
    client = signed_in(make_staff("organiser"))
    first = hostile.signature_set.first()
    assert first is not None
    for path in (
        "/staff/",
        "/staff/signatures/signature/",
        "/staff/signatures/signature/?q=x1",
        f"/staff/signatures/signature/{first.pk}/change/",
    ):
        response = client.get(path)
        assert response.status_code == 200
        harmless(response.content.decode(), path)


def test_words_in_addresses_come_back_as_text(client: Client, appeal: Appeal) -> None:
    for name in HOSTILE:
        for path in ("/fr/appeals/appel/signatories/", "/fr/", "/fr/my-signature/"):
            response = client.get(path, {"q": name, "via": name, "appeal": name, "after": name})
            assert response.status_code < 500
            harmless(response.content.decode(), name)


def test_what_was_typed_comes_back_as_text(client: Client, appeal: Appeal) -> None:
    for name in HOSTILE:
        typed = {"first_name": name, "email": name, "message": name, "category": name}
        response = client.post("/fr/appeals/appel/sign/", typed)
        assert response.status_code == 422
        harmless(response.content.decode(), name)


def test_mails_hold_names_as_text_and_no_header_of_theirs(hostile: Appeal) -> None:
    for number, signature in enumerate(hostile.signature_set.all()):
        email = OutboundEmail.objects.create(
            signature=signature,
            kind=EmailKind.ALREADY_SIGNED,
            recipient_key=b"r",
            dedupe_key=f"x{number}",
        )
        message = compose(email).message()

        html = message.get_body(("html",))
        assert html is not None
        harmless(html.get_content(), signature.first_name)
        assert message["Bcc"] is None
        assert signature.first_name not in str(message["Subject"])
