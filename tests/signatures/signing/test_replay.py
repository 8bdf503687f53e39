"""A restored backup forgets again who was erased since (R-42, R-64)."""

import pytest

from appeal.models import Appeal
from signatures.addresses import recipient_keys
from signatures.enums import SignatureStatus
from signatures.models import Erasure, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import is_suppressed
from signatures.signing.replay import replay_erasures
from signatures.signing.withdraw import disown_signature, withdraw_signature
from tests.factories import make_signature

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-42")]


def restored(appeal: Appeal, signature: Signature) -> Signature:
    """Put a row back as a backup has it, and the journal as a restore leaves it."""
    Signature.objects.filter(pk=signature.pk).delete()
    Erasure.objects.update(replayed_at=None)
    return make_signature(appeal, handle=signature.handle, email="back@campus.example")


def test_withdrawal_is_done_again(appeal: Appeal) -> None:
    gone, stays = make_signature(appeal), make_signature(appeal)
    withdraw_signature(handle=gone.handle, now=database_now())
    back = restored(appeal, gone)

    assert replay_erasures(now=database_now()) == 1

    back.refresh_from_db()
    stays.refresh_from_db()
    assert (back.status, back.email) == (SignatureStatus.WITHDRAWN, "")
    assert stays.status == SignatureStatus.VERIFIED
    assert replay_erasures(now=database_now()) == 0


def test_who_wanted_no_mail_gets_none_after_the_restore(appeal: Appeal) -> None:
    gone = make_signature(appeal, status=SignatureStatus.PENDING)
    disown_signature(handle=gone.handle, now=database_now())
    restored(appeal, gone)

    replay_erasures(now=database_now())

    assert is_suppressed(recipient_keys("back@campus.example"))
    assert not Signature.objects.filter(status=SignatureStatus.VERIFIED).exists()


def test_entries_without_a_row_are_done_and_live_ones_left(appeal: Appeal) -> None:
    gone, stays = make_signature(appeal), make_signature(appeal)
    withdraw_signature(handle=gone.handle, now=database_now())
    assert not Erasure.objects.filter(replayed_at=None).exists()
    Signature.objects.filter(pk=gone.pk).delete()
    Erasure.objects.update(replayed_at=None)

    assert replay_erasures(now=database_now()) == 0

    assert not Erasure.objects.filter(replayed_at=None).exists()
    assert stays.handle.bytes not in bytes(Erasure.objects.get().handle_key)
