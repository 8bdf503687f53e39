"""A second person types some lines again from the sheets; what differs is shown."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts import audit
from accounts.models import User
from signatures.folding import search_key
from signatures.models import PaperBatch
from signatures.models.paper import BatchState
from signatures.paper.batches import WrongStateError

SAMPLE = 10


class SamePersonError(Exception):
    """Who typed a batch cannot check it."""


@dataclass(frozen=True)
class Difference:
    """One line that two people read differently."""

    number: int
    first: str
    second: str


def lines_to_check(batch: PaperBatch) -> list[int]:
    """Give the numbers of the lines to be typed again: ten, or all when there are fewer.

    The same ones each time the page is opened, and others when lines were added: nobody
    chooses them.
    """
    numbers = list(
        batch.lines.filter(left_out="").order_by("number").values_list("number", flat=True)
    )
    chance = random.Random(f"{batch.pk}:{len(numbers)}")  # noqa: S311 -- no secret
    return sorted(chance.sample(numbers, min(SAMPLE, len(numbers))))


@transaction.atomic
def check_again(
    batch: PaperBatch, *, typed: Mapping[int, tuple[str, str]], by: User
) -> list[Difference]:
    """Compare what a second person reads on the sheets with what the first one typed.

    Args:
        batch: being typed.
        typed: last and first name by line number, for each of `lines_to_check`.
        by: the second person.

    Returns:
        The lines that differ; with none, the batch is checked. Accents and capitals differ
        between readers and are no difference.

    Raises:
        WrongStateError: the batch is not being typed any more.
        SamePersonError: `by` typed it.
    """
    locked = PaperBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state != BatchState.TYPING:
        raise WrongStateError
    if locked.typed_by_id == by.pk:
        raise SamePersonError
    wanted = lines_to_check(locked)
    there = {line.number: line for line in locked.lines.filter(number__in=wanted)}
    differences = [
        Difference(
            number=number,
            first=f"{there[number].last_name} {there[number].first_name}",
            second=" ".join(typed.get(number, ("", ""))),
        )
        for number in wanted
        if search_key(*typed.get(number, ("", ""))) != there[number].name_key
    ]
    if not differences and wanted:
        locked.checked_by = by
        locked.save(update_fields=["checked_by"])
        audit.record(
            "paper.check", target=locked, target_label=f"#{locked.pk}", after={"lines": wanted}
        )
    return differences
