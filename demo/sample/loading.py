"""Load the sample: accounts, the appeal, its signatures. Once; a second time keeps them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from accounts.models import User
from demo.sample.bodies import create_bodies
from demo.sample.campaign import clear_interrupted, draft_campaign, find_campaign, open_campaign
from demo.sample.confirmations import record_confirmations
from demo.sample.copying import load_signatures
from demo.sample.featured import feature_some
from demo.sample.signatories import Signatories
from demo.sample.staff import MODERATOR_EMAIL, PRESS_EMAIL, prepare_staff
from demo.sample.story import tell_story
from demo.sample.undelivered import lose_some
from demo.sample.watched import hold_some
from signatures.figures.counting import total
from signatures.figures.snapshots import take_snapshot
from signatures.models.clock import database_now

CREDENTIALS = "credentials.json"
ENOUGH_TO_MODERATE = 1000
SEED = 1289  # the year in which Montpellier's university was founded


class NotADemoError(Exception):
    """Sample data has no place among real signatures."""


@dataclass(frozen=True)
class Loaded:
    """What is there now.

    Attributes:
        is_new: whether this run made it.
        counted: the figure.
    """

    is_new: bool
    counted: int


def load_sample(
    *, signatures: int, folder: Path, progress: Callable[[int], None] = lambda _loaded: None
) -> Loaded:
    """Load the sample appeal, unless it is there.

    The appeal becomes visible when the last signature is in: what an interrupted run has
    left is cleared by the next one.

    Args:
        signatures: how many rows, in every state; some nine in ten are counted.
        folder: the demo's folder, where the accounts' passwords are written.
        progress: told how many rows are in after each transaction.

    Raises:
        NotADemoError: this is not a demonstration.
    """
    if not settings.DEMO:
        raise NotADemoError("load_sample works only in a demonstration: PARAPHE_DEMO=1.")
    prepare_staff(folder / CREDENTIALS)
    if appeal := find_campaign():
        return Loaded(is_new=False, counted=total(appeal))
    clear_interrupted()
    now = database_now()
    appeal = draft_campaign(now)
    moderator = User.objects.get(email=MODERATOR_EMAIL)
    signatories = Signatories(appeal=appeal, moderator=moderator, now=now, seed=SEED)
    for loaded in load_signatures(signatories, signatures):
        progress(loaded)
    record_confirmations(appeal)
    if signatures >= ENOUGH_TO_MODERATE:
        hold_some(appeal)
        feature_some(appeal, organiser=moderator)
        lose_some(appeal)
    tell_story(appeal, now=now)
    create_bodies(appeal, moderator=moderator, now=now, seed=SEED)
    open_campaign(appeal)
    take_snapshot(appeal, by=User.objects.get(email=PRESS_EMAIL), now=now)
    return Loaded(is_new=True, counted=total(appeal))
