"""Signatures of every kind, at random but the same each time."""

import random
from datetime import datetime, timedelta

from appeal.models import Appeal
from signatures.enums import Display, InvalidationReason, ModerationStatus, SignatureStatus
from signatures.models import Signature
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_signature

COUNTRIES = ("FR", "BE", "CH", "SN")
DEPARTMENTS = ("", "34", "2A")
CHANNELS = ("", "poster", "radio-1")


def populate(appeal: Appeal, *, now: datetime, seed: int, number: int = 60) -> None:
    """Make signatures and then change some of them, as a campaign does."""
    dice = random.Random(seed)
    version, categories = appeal.versions.get(number=1), list(appeal.categories.all())
    for _ in range(number):
        status = dice.choice([*SignatureStatus, SignatureStatus.VERIFIED])
        verified_at = now - timedelta(minutes=dice.randrange(20 * 24 * 60))
        country = dice.choice(COUNTRIES)
        is_asked = country == "FR" and status != SignatureStatus.WITHDRAWN
        make_signature(
            appeal,
            version=version,
            status=status,
            moderation=dice.choice(ModerationStatus.values),
            category=dice.choice(categories),
            country=country,
            department=dice.choice(DEPARTMENTS) if is_asked else "",
            channel=dice.choice(CHANNELS),
            display=dice.choice(Display.values),
            verified_at=verified_at if status == SignatureStatus.VERIFIED else None,
        )
    rows = list(Signature.objects.filter(appeal=appeal).order_by("id"))
    for row in dice.sample(rows, number // 3):
        own = Signature.objects.filter(pk=row.pk)
        change = dice.randrange(5)
        if change == 0:
            own.delete()
        elif change == 1:
            own.update(moderation=dice.choice(ModerationStatus.values))
        elif change == 2:
            moved = {"country": dice.choice(COUNTRIES), "department": ""}
            own.update(**moved, category=dice.choice(categories))
        elif change == 3 and row.status == SignatureStatus.VERIFIED:
            own.update(
                status=SignatureStatus.INVALIDATED,
                invalidated_at=now,
                invalidation_reason=dice.choice(InvalidationReason.values),
            )
        elif change == 4:
            withdraw_signature(handle=row.handle, now=now)
