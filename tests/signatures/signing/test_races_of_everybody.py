"""Signatories and moderators at the same moment, in an order that chance decides (R-39)."""

import random
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection
from django.db.models import QuerySet

from appeal.models import Appeal
from signatures.desk import moderation
from signatures.enums import InvalidationReason, SignatureStatus
from signatures.figures.reconcile import reconcile
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing.confirm import (
    AlreadySignedError,
    InvalidatedError,
    UnknownSignatureError,
    confirm_signature,
)
from signatures.signing.withdraw import disown_signature, withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign
from tests.signatures.threads import on_own_connection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R-39")]

SIGNATURES, THREADS = 100, 16
HARMLESS = (AlreadySignedError, InvalidatedError, UnknownSignatureError)


def acts(
    appeal: Appeal, signatures: list[Signature], dice: random.Random
) -> list[Callable[[], object]]:
    """Give 200 confirmations, and what may come between them, well shuffled."""
    now = database_now()

    def some() -> QuerySet[Signature]:
        chosen = dice.sample([signature.pk for signature in signatures], 20)
        return Signature.objects.filter(pk__in=chosen)

    given: list[Callable[[], object]] = []
    for signature in signatures:
        given += [partial(confirm_signature, handle=signature.handle, now=now)] * 2
    for signature in dice.sample(signatures, 30):
        given.append(partial(withdraw_signature, handle=signature.handle, now=now))
    for signature in dice.sample(signatures, 10):
        given.append(partial(disown_signature, handle=signature.handle, now=now))
        given.append(partial(sign, appeal, email=signature.email))
    for verb in (moderation.approve, moderation.hide, moderation.hold):
        given += [partial(verb, some(), by=None) for _ in range(4)]
    why = InvalidationReason.DUPLICATE
    given += [partial(moderation.invalidate, some(), by=None, why=why) for _ in range(2)]
    dice.shuffle(given)
    return given


def test_confirmations_withdrawals_and_moderation_leave_the_count_right() -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"seed {seed}")  # shown when it fails
    dice, appeal = random.Random(seed), make_appeal()
    signatures = [make_signature(appeal, status=SignatureStatus.PENDING) for _ in range(SIGNATURES)]

    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(on_own_connection, act) for act in acts(appeal, signatures, dice)]
    connection.close()

    errors = [future.exception() for future in futures]
    assert [error for error in errors if error and not isinstance(error, HARMLESS)] == []
    assert reconcile(appeal) == []
    assert Signature.objects.counted().count() > 0
