"""News for tests, written in both languages."""

from typing import Any

from accounts.models import User
from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.models import Newsletter, NewsletterText, Signature
from signatures.models.clock import database_now
from signatures.models.newsletter import NewsletterState
from signatures.news.sending import digest
from tests.factories import make_signature

BODY = "## Merci\n\nNous sommes **12 000**. [Lire la suite](https://appel.example/suite).\n"


def make_newsletter(appeal: Appeal, *, tested: bool = True, **fields: Any) -> Newsletter:
    """Make a draft; `tested` as if somebody had sent it to themselves."""
    newsletter = Newsletter.objects.create(appeal=appeal, **fields)
    for language, subject in (("fr", "Bientôt l’audition"), ("en", "The hearing is near")):
        NewsletterText.objects.create(
            newsletter=newsletter, language=language, subject=subject, body=BODY
        )
    if tested:
        newsletter.tested_digest = digest(newsletter)
        newsletter.tested_at = database_now()
        newsletter.save()
    return newsletter


def make_reader(appeal: Appeal, **fields: Any) -> Signature:
    """Make a verified signatory who asked for news."""
    now = database_now()
    return make_signature(
        appeal, **{"status": SignatureStatus.VERIFIED, "updates_consented_at": now, **fields}
    )


def is_sending(newsletter: Newsletter) -> bool:
    newsletter.refresh_from_db()
    return newsletter.state == NewsletterState.SENDING


def organiser() -> User:
    return User.objects.create_user("olga@appel.example", name="Olga Durand")
