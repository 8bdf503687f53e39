"""An appeal with something in every part, and the way to each public page and state."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import translation
from playwright.sync_api import Page

from appeal.enums import AppealState
from appeal.models import Appeal, Imprint, KeyDate, KeyFigure, NewsItem, Question
from signatures.enums import BodyState, Display, SignatureStatus
from signatures.figures.embargo import embargo_address
from signatures.figures.open_data_publishing import publish_open_data
from signatures.figures.snapshots import take_snapshot
from signatures.models.clock import database_now
from signatures.tokens import Purpose
from tests.factories import make_appeal, make_signature
from tests.signatures.bodies.bodies import body_link, make_body
from tests.signatures.signing.links import link

SIGN = "form[action$='/sign/'] button[type=submit]"
SAVE = "form:has(#id_first_name) button[type=submit]"
WITHDRAW = "form:has(input[name=withdraw]) button[type=submit]"


@dataclass(frozen=True)
class State:
    """A page as somebody finds it.

    Attributes:
        path: its address.
        press: the button that leads on from there to a state without an address.
        emptied: the field that is emptied before.
    """

    path: str
    press: str = ""
    emptied: str = ""

    def open(self, page: Page, site: str) -> None:
        """Go there."""
        page.goto(site + self.path)
        if self.emptied:
            page.fill(self.emptied, "")
        if self.press:
            with page.expect_navigation():
                page.click(self.press)


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
    KeyFigure.objects.create(
        appeal=appeal, language="fr", number="12 000", label="étudiants", url="https://a.example/"
    )
    NewsItem.objects.create(appeal=appeal, language="fr", title="Lancé", body="[Oui](/fr/)")
    Question.objects.create(appeal=appeal, language="fr", question="Combien ?", answer="Un.")
    for display in Display.values:
        make_signature(appeal, display=display, job_title="Chercheuse", city="Sète")
    return appeal


def states(appeal: Appeal, *, language: str = "fr") -> dict[str, State]:
    """Give the way to each page and state in one language."""
    home = f"/{language}/appeals/appel/"
    waiting = make_signature(appeal, status=SignatureStatus.PENDING)
    publish_open_data(now=database_now())
    verified = make_signature(appeal)
    gone = make_signature(appeal, status=SignatureStatus.WITHDRAWN)
    own = link(verified, Purpose.MANAGE, language=language)
    body = make_body(appeal, state=BodyState.APPROVED)
    paths = {
        "appeal": f"/{language}/",
        **{name: f"/{language}/appeals/{slug}/" for name, slug in _other_appeals().items()},
        "wall": f"{home}signatories/",
        "wall with no hit": f"{home}signatories/?q=personne",
        "figures": f"{home}figures/",
        "badges": f"{home}badges/",
        "open data": f"{home}open-data/",
        "share": f"{home}share/",
        "counter": f"{home}embed/?link=1",
        "counter for a site": f"{home}embed/code/",
        "API": f"/{language}/api/",
        "versions": f"{home}versions/",
        "legal notice": f"{home}legal-notice/",
        "privacy": f"{home}privacy/",
        "how we count": f"{home}how-we-count/",
        "accessibility": f"/{language}/accessibilite/",
        "organisations": f"{home}organisations/",
        "sign as organisation": f"{home}sign-as-organisation/",
        "organisation sent": f"{home}sign-as-organisation/sent/",
        "check your inbox": f"{home}check-your-inbox/",
        "links sent": f"{home}check-your-inbox/?links=1",
        "code": f"/{language}/confirm/",
        "send links": f"/{language}/my-signature/",
        "confirm": link(waiting, Purpose.CONFIRM, language=language),
        "confirmed": link(verified, Purpose.CONFIRM, language=language),
        "my signature": own,
        "withdrawn": link(gone, Purpose.MANAGE, language=language),
        "not me": link(waiting, Purpose.NOT_ME, language=language),
        "stop news": link(verified, Purpose.STOP_NEWS, language=language),
        "organisation confirmed": body_link(body, language=language),
        **_frozen(appeal, language),
        "bad link": f"/{language}/confirm/nonsense/",
        "not found": f"/{language}/nowhere/",
    }
    return {name: State(path) for name, path in paths.items()} | {
        "form with mistakes": State(f"/{language}/", SIGN),
        "code with mistakes": State(f"/{language}/confirm/", "main form button[type=submit]"),
        "organisation with mistakes": State(
            f"{home}sign-as-organisation/", "main form button[type=submit]"
        ),
        "my signature saved": State(own, SAVE),
        "my signature with mistakes": State(own, SAVE, emptied="#id_last_name"),
        "withdrawing": State(own, WITHDRAW),
    }


def _frozen(appeal: Appeal, language: str) -> dict[str, str]:
    """Freeze the figure twice, once under embargo; give the address of each."""
    now = database_now()
    snapshot = take_snapshot(appeal, by=None, now=now)
    secret = take_snapshot(appeal, by=None, now=now, embargo_until=now + timedelta(days=1))
    with translation.override(language):
        return {
            "frozen figure": snapshot.get_absolute_url(),
            "figure under embargo": embargo_address(secret),
        }


def _other_appeals() -> dict[str, str]:
    """Make an appeal of every other state; give the address of each by what it shows."""
    now = database_now()
    over = {"opens_at": now - timedelta(days=9), "closes_at": now - timedelta(days=1)}
    lives: dict[str, dict[str, Any]] = {
        "paused": {"state": AppealState.PAUSED},
        "closed": {"state": AppealState.CLOSED, **over},
        "archived": {"state": AppealState.ARCHIVED, **over},
        "to-come": {"opens_at": now + timedelta(days=1)},
    }
    for slug, life in lives.items():
        make_signature(make_appeal(slug=slug, is_featured=False, **life))
    return {f"appeal {slug}": slug for slug in lives}
