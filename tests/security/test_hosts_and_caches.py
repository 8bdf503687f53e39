"""What nobody is asked for changes nothing: hosts, forwarded headers, cookies (R-06, R-16)."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from appeal.models import Appeal
from signatures.mail.compose import compose
from signatures.models import OutboundEmail
from signatures.page_cache import pages
from tests.factories import make_signature
from tests.security.addresses import every_address

pytestmark = pytest.mark.django_db

# Headers that some servers believe, and that no cache keeps pages apart by.
UNKEYED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Host": "evil.example",
    "Forwarded": "host=evil.example;proto=http",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Scheme": "nothttps",
    "X-Forwarded-Port": "1337",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": "/staff/",
    "X-Rewrite-URL": "/staff/",
    "X-HTTP-Method-Override": "DELETE",
    "Accept-Language": "de",
    "Accept": "application/json",
    "Cookie": "sessionid=planted; csrftoken=planted; django_language=de; messages=planted",
    "User-Agent": "<script>evil.example</script>",
    "Referer": "https://evil.example/",
    "Range": "bytes=0-10",
    "Authorization": "Basic ZXZpbDpldmls",
    "X-Requested-With": "XMLHttpRequest",
}
PUBLIC = [
    "/fr/",
    "/en/appeals/appel/",
    "/en/appeals/appel/check-your-inbox/",
    "/en/appeals/appel/signatories/",
    "/en/appeals/appel/figures/",
    "/en/appeals/appel/figures.json",
    "/en/accessibilite/",
]


@pytest.mark.requirement("R-16")
@pytest.mark.parametrize("path", PUBLIC)
def test_no_header_poisons_a_kept_page(
    client: Client, appeal: Appeal, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One form token for both: it is new on each page, and stands for the clock here.
    monkeypatch.setattr("signatures.signing.views.make_form_token", lambda *_a, **_k: "token")
    monkeypatch.setattr("django.utils.timezone.now", lambda: appeal.created_at)
    monkeypatch.setattr("signatures.signing.views.database_now", lambda: appeal.created_at)
    monkeypatch.setattr("signatures.figures.views.database_now", lambda: appeal.created_at)
    clean = client.get(path)
    for header, value in UNKEYED.items():
        pages.clear()
        poisoned = client.get(path, headers={header: value})

        assert poisoned.status_code == clean.status_code == 200
        assert poisoned.content == clean.content, header
        assert not poisoned.cookies, header
        assert "Cookie" not in poisoned.get("Vary", "")


@pytest.mark.requirement("R-16")
def test_what_may_be_kept_depends_on_nothing_that_the_front_does_not_know(
    client: Client, appeal: Appeal
) -> None:
    def ask(path: str, language: str) -> Any:
        return client.get(path, headers={"accept-language": language})

    kept = {
        address.route: (path, answer)
        for address in every_address()
        if (path := address.filled("appel"))
        and "public" in (answer := ask(path, "en")).get("Cache-Control", "")
    }

    kept.pop("/")  # its key has the language (deploy/nginx)
    assert len(kept) > len(PUBLIC)
    for route, (path, answer) in kept.items():
        names = set(answer.get("Vary", "Accept-Encoding").split(", ")) - {"Accept-Encoding"}
        # Django says so of each address without a language in it; the API’s is a parameter.
        assert names <= {"Accept-Language"}, route
        assert not names or ask(path, "fr").content == answer.content, route


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "", "["]
)
def test_unknown_host_is_refused_everywhere(client: Client, appeal: Appeal, host: str) -> None:
    for path in (*PUBLIC, "/accounts/login/", "/staff/"):
        response = client.get(path, headers={"host": host})

        assert response.status_code == 400, path
        assert b"evil" not in response.content


def test_links_in_mails_come_from_the_settings_alone(
    client: Client, appeal: Appeal, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    signature = make_signature(appeal)
    client.post(
        "/en/my-signature/",
        {"email": signature.email, "appeal": "appel"},
        headers={"host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )

    [email] = OutboundEmail.objects.select_related("signature__appeal", "signature__version")
    text = str(compose(email).message())

    assert "http://testserver/" in text
    assert "evil.example" not in text


def test_every_public_page_is_among_those_tried() -> None:
    kept = {path.partition("/appel/")[2] or path for path in PUBLIC}
    tried = {name.rpartition("/")[2] for name in kept}

    assert {"figures.json"} <= tried
    assert len(every_address("/fr/")) >= len(PUBLIC)
