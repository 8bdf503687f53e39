"""Hold a signature back from the count and the wall, with the reasons a moderator will read."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from signatures.desk import moderation
from signatures.enums import ModerationStatus
from signatures.models import HoldReason, Signature, WatchedName
from signatures.models.hold_reason import WATCH_LIST
from signatures.risk.score import UNSUSPECTED, Assessment
from signatures.risk.watchlist import find_watched


def hold_back(signature: Signature, assessment: Assessment = UNSUSPECTED) -> bool:
    """Hold a signature whose name is watched (R-11), or that looks suspicious (R-07).

    Called in the transaction that makes the signature, that confirms it, and that corrects
    what its owner had typed. A name that two people have released stays released.

    Args:
        signature: as it is now, in the database.
        assessment: what is suspicious about its submission.

    Returns:
        Whether it is held by this call.
    """
    watched = find_watched(
        first_name=signature.first_name,
        last_name=signature.last_name,
        job_title=signature.job_title,
    )
    if watched and _is_settled(signature, watched):
        watched = None
    if not watched and not assessment.is_held:
        return False
    words = [assessment.explained()] if assessment.is_held else []
    if watched:
        words.insert(0, _watch_words())
    if signature.moderation != ModerationStatus.HELD:
        moderation.hold(
            Signature.objects.filter(pk=signature.pk), by=None, reason=" · ".join(words)
        )
        signature.moderation = ModerationStatus.HELD
    if assessment.is_held:
        HoldReason.objects.bulk_create(
            [HoldReason(signature=signature, code=reason) for reason in assessment.reasons],
            ignore_conflicts=True,
        )
    if watched:
        HoldReason.objects.update_or_create(
            signature=signature,
            code=WATCH_LIST,
            defaults={"watched": watched, "settled_at": None},
        )
    return True


def _is_settled(signature: Signature, watched: WatchedName) -> bool:
    return HoldReason.objects.filter(
        signature=signature, code=WATCH_LIST, watched=watched, settled_at__isnull=False
    ).exists()


def _watch_words() -> str:
    with translation.override(settings.LANGUAGE_CODE):  # the desk's, not the signatory's
        return _("The name is on the watch-list")
