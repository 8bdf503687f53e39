"""The mails as their readers' programs judge them: spam filters, and HTML that is valid."""

import mailbox
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from appeal.models import Appeal
from signatures.enums import EmailKind, SignatureStatus
from signatures.mail.compose import compose
from signatures.models import OutboundEmail
from tests.factories import make_signature
from tests.signatures.bodies.bodies import make_body
from tests.signatures.mail.markup import faults_of
from tests.signatures.mail.promises import promise
from tests.signatures.news.letters import make_newsletter, make_reader

SPAM_SCORE = 2.0
LARGEST = 30_000


def every_mail(appeal: Appeal) -> dict[str, bytes]:
    """Make each kind of mail in each language, as it goes over the wire."""
    newsletter = make_newsletter(appeal)
    mails = {}
    for language in ("fr", "en"):
        body = make_body(appeal, language=language, name=f"Exemple {language}")
        for kind in EmailKind:
            if kind == EmailKind.NEWS:
                reader = make_reader(appeal, language=language)
                email = promise(reader, kind=kind, newsletter=newsletter)
            elif kind.startswith("body_"):
                email = promise(None, body=body, kind=kind)
            else:
                waits = kind in (EmailKind.CONFIRM, EmailKind.REMINDER)
                status = SignatureStatus.PENDING if waits else SignatureStatus.VERIFIED
                email = promise(make_signature(appeal, status=status, language=language), kind=kind)
            message = compose(OutboundEmail.objects.get(pk=email.pk)).message()
            mails[f"{kind}-{language}"] = message.as_bytes()
    return mails


@pytest.mark.requirement("R-80", "R-81")
def test_every_mail_is_small_and_its_html_is_valid(appeal: Appeal) -> None:
    for name, raw in every_mail(appeal).items():
        assert len(raw) < LARGEST, name
        assert faults_of(raw) == [], name


@pytest.mark.broad  # another program judges every mail
@pytest.mark.requirement("R-81")
@pytest.mark.skipif(shutil.which("spamassassin") is None, reason="spamassassin is not installed")
def test_spam_filter_lets_every_mail_pass(appeal: Appeal, tmp_path: Path) -> None:
    """Local rules only: no network, no reputation, which nobody can test from here."""
    mails = every_mail(appeal)
    box = mailbox.mbox(tmp_path / "mails")
    for raw in mails.values():
        box.add(raw)
    box.close()

    judged = subprocess.run(
        ["spamassassin", "--local", "--test-mode", "--mbox", str(tmp_path / "mails")],
        check=True,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
    ).stdout

    scores = [
        float(score)
        for score in re.findall(r"^X-Spam-Status:.*?score=(-?[\d.]+)", judged, re.MULTILINE)
    ]
    assert len(scores) == len(mails)
    assert max(scores) < SPAM_SCORE, dict(zip(mails, scores, strict=True))
