"""Citizens, organisers, mail servers and the schedule at the same moment, by chance (R-39).

A deadlock or a surprise is told with its seed and its act. The order in which rows are locked,
so that there is none, stands in docs/architecture.md.
"""

import random
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from django.db import connection

from signatures.bodies.approval import AlreadyApprovedError, NotDecidableError
from signatures.bodies.conversion import InTheWayError, NotConvertibleError
from signatures.desk.featuring import NotShownError
from signatures.desk.invalidation import NotUndoableError
from signatures.desk.moderation import NotReinstatableError
from signatures.desk.release import AlreadyDecidedError, AlreadyProposedError, NotWatchedError
from signatures.figures.reconcile import reconcile
from signatures.models import FeaturedSignatory, Job
from signatures.models.job import JobState
from signatures.organisations.merging import NothingToMergeError
from signatures.paper.batches import WrongStateError
from signatures.paper.counting import EmptyBatchError
from signatures.signing.code import WrongCodeError
from signatures.signing.confirm import (
    AlreadySignedError,
    ConfirmationClosedError,
    InvalidatedError,
    UnknownSignatureError,
)
from tests.signatures.signing.everybody import World, make_world
from tests.signatures.signing.everybodys_acts import ACTS
from tests.signatures.threads import on_own_connection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R-39")]

# More than the counters have shards at first; each with one connection, as web processes have.
THREADS, ACTS_OF_EACH, PEOPLE = 24, 10, 12
# What the verbs say of themselves, in words, on the page of whoever was too late.
SAID = (
    *(AlreadySignedError, ConfirmationClosedError, InvalidatedError, UnknownSignatureError),
    *(WrongCodeError, AlreadyApprovedError, NotDecidableError, InTheWayError),
    *(NotConvertibleError, NotShownError, NotReinstatableError, NotUndoableError),
    *(AlreadyDecidedError, AlreadyProposedError, NotWatchedError, NothingToMergeError),
    *(WrongStateError, EmptyBatchError),
    *(IndexError, FeaturedSignatory.DoesNotExist),  # nothing there to act upon
)


def deadlocks() -> int:
    """Say how many PostgreSQL has ended, those that somebody tried again after included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        [(number,)] = cursor.fetchall()
    connection.close()  # what is read once is remembered until the transaction ends
    return int(number)


def live(world: World) -> list[str]:
    """Do a dozen things, one after the other; say what nobody had foreseen."""
    surprises = []
    for act in world.dice.choices(ACTS, k=ACTS_OF_EACH):
        try:
            act(world)
        except SAID:
            pass
        except Exception as error:  # noqa: BLE001 -- shown by the assertion
            surprises.append(f"{act.__name__}: {type(error).__name__}: {error}")
    return surprises


def test_nobody_deadlocks_and_the_count_is_right() -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"seed {seed}")  # shown when it fails
    world = make_world(random.Random(seed), PEOPLE)
    before = deadlocks()

    with ThreadPoolExecutor(THREADS) as pool:
        lives = [replace(world, dice=random.Random(seed + 1 + n)) for n in range(THREADS)]
        futures = [pool.submit(on_own_connection, partial(live, each)) for each in lives]

    surprises = [surprise for future in futures for surprise in future.result()]
    print(*surprises, sep="\n")
    assert surprises == []
    assert deadlocks() == before
    assert reconcile(world.appeal) == reconcile(world.over) == []
    assert not Job.objects.filter(state=JobState.FAILED).exists()
