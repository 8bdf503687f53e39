"""The mails to representatives: nothing typed in them but the first name (R-81)."""

import re

import pytest
from django.conf import settings

from appeal.models import Appeal
from signatures.enums import EmailKind
from signatures.mail.compose import compose
from signatures.models import OutboundEmail
from signatures.tokens import confirmation_code
from tests.signatures.bodies.bodies import make_body

KINDS = [
    EmailKind.BODY_CONFIRM,
    EmailKind.BODY_MANAGE,
    EmailKind.BODY_APPROVED,
    EmailKind.BODY_REFUSED,
]


@pytest.mark.requirement("R-81", "R-80")
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_mail_has_one_link_and_no_word_of_strangers(
    appeal: Appeal, kind: EmailKind, language: str
) -> None:
    body = make_body(
        appeal, name="Casino Exemple", role="Croupier", mandate="Jouez", language=language
    )
    email = OutboundEmail.objects.create(
        body=body, kind=kind, dedupe_key="x", recipient_key=b"r" * 32
    )

    message = compose(email)

    html = str(message.alternatives[0][0])
    assert message.to == [body.email]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    for text in (str(message.body), html):
        assert "Olga" in text
        for typed in ("Casino", "Croupier", "Jouez", "Présidente"):
            assert typed not in text
        urls = set(re.findall(r"https?://[^\s\"<]+", text))
        assert all(url.startswith(settings.SITE_URL) for url in urls)
        assert [url for url in urls if "/organisation-signature/" in url]
        shows_code = confirmation_code(body.handle) in re.sub(r"<[^>]+>", "", text)
        assert shows_code == (kind == EmailKind.BODY_CONFIRM)
    assert ("organisation" in message.subject.lower(), "\n" in message.subject) == (True, False)
