"""The waves that were taken out of the count, each with its day (R-20).

Sums by reason do not tell five thousand in one night from ten a day. Waves are few, whatever
the number of signatures: nothing here reads those.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from appeal.models import Appeal
from signatures.figures.counting import FEWEST_NAMED
from signatures.models import Invalidation, Job

_MOST_SHOWN = 50


@dataclass(frozen=True)
class Wave:
    """One wave, as the public sees it: neither its conditions nor whose act it was.

    Attributes:
        day: on which it was asked for, in Paris.
        reason: why, in the reader's language.
        number: of the signatures that it took out, confirmed or not.
        put_back: how many of them the undoing of it has put back.
    """

    day: date
    reason: str
    number: int
    put_back: int


def public_waves(appeal: Appeal) -> list[Wave]:
    """Give the last waves of `appeal`, the newest first.

    Those of fewer than five people are in the sums alone: beside a day they would say of a
    name that vanished on it why it did.
    """
    waves = list(
        Invalidation.objects.filter(appeal=appeal, job__done__gte=FEWEST_NAMED)
        .select_related("job")
        .order_by("-created_at", "-pk")[:_MOST_SHOWN]
    )
    # A job that undoes has the act as its key; one that was stopped may have a successor.
    undone = dict(
        Job.objects.filter(key__in=[str(wave.batch) for wave in waves])
        .values_list("key")
        .annotate(number=Sum("done"))
    )
    return [
        Wave(
            day=timezone.localdate(wave.created_at),
            reason=str(wave.get_reason_display()),
            number=wave.job.done if wave.job else 0,
            put_back=undone.get(str(wave.batch), 0),
        )
        for wave in waves
    ]
