"""An appeal with something in every part, and the address of each public page and state."""

from datetime import timedelta

from appeal.models import Appeal, Imprint, KeyDate, NewsItem, Question
from signatures.enums import Display, SignatureStatus
from signatures.figures.open_data_publishing import publish_open_data
from signatures.models.clock import database_now
from signatures.tokens import Purpose
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.links import link

APPEAL = "/fr/appeals/appel/"


def whole_appeal() -> Appeal:
    """Make an open appeal with something in every part of its page."""
    now = database_now()
    appeal = make_appeal(
        goal=1500,
        accent="#1f6b4f",
        opens_at=now - timedelta(days=9),
        closes_at=now + timedelta(days=5),
        hearing_at=now + timedelta(days=7),
    )
    Imprint.objects.create(appeal=appeal, host_name="Hébergeur d’exemple")
    KeyDate.objects.create(appeal=appeal, language="fr", at=now, label="Débat")
    NewsItem.objects.create(appeal=appeal, language="fr", title="Lancé", body="[Oui](/fr/)")
    Question.objects.create(appeal=appeal, language="fr", question="Combien ?", answer="Un.")
    for display in Display.values:
        make_signature(appeal, display=display, job_title="Chercheuse", city="Sète")
    return appeal


def states(appeal: Appeal) -> dict[str, str]:
    """Give the address of each page and state that an address alone leads to."""
    waiting = make_signature(appeal, status=SignatureStatus.PENDING)
    publish_open_data(now=database_now())
    verified = make_signature(appeal)
    return {
        "appeal": "/fr/",
        "appeal in English": "/en/",
        "wall": f"{APPEAL}signatories/",
        "wall with no hit": f"{APPEAL}signatories/?q=personne",
        "figures": f"{APPEAL}figures/",
        "badges": f"{APPEAL}badges/",
        "open data": f"{APPEAL}open-data/",
        "API": "/fr/api/",
        "versions": f"{APPEAL}versions/",
        "legal notice": f"{APPEAL}legal-notice/",
        "privacy": f"{APPEAL}privacy/",
        "how we count": f"{APPEAL}how-we-count/",
        "accessibility": "/fr/accessibilite/",
        "organisations": f"{APPEAL}organisations/",
        "sign as organisation": f"{APPEAL}sign-as-organisation/",
        "check your inbox": f"{APPEAL}check-your-inbox/",
        "code": "/fr/confirm/",
        "send links": "/fr/my-signature/",
        "confirm": link(waiting, Purpose.CONFIRM),
        "confirmed": link(verified, Purpose.CONFIRM),
        "my signature": link(verified, Purpose.MANAGE),
        "not me": link(waiting, Purpose.NOT_ME),
        "bad link": "/fr/confirm/nonsense/",
        "not found": "/fr/nowhere/",
    }
