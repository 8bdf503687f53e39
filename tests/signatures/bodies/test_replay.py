"""A restored backup forgets again who was erased since, person or organisation (R-42, R-64)."""

from collections.abc import Callable

import pytest
from django.core.management import call_command

from accounts.models import User
from appeal.models import Appeal
from signatures.addresses import recipient_keys
from signatures.bodies import conversion, own
from signatures.bodies.replay import replay_erasures
from signatures.enums import BodyState, OrganisationKind, SignatureStatus
from signatures.models import BodySignature, Erasure, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import is_suppressed
from signatures.signing.withdraw import disown_signature, withdraw_signature
from tests.factories import make_signature
from tests.signatures.bodies.bodies import make_body

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-42", "R-64")]


def replay(appeal: Appeal) -> None:
    """Do what an installation does when it starts after a restore."""
    Erasure.objects.update(replayed_at=None)
    call_command("replay_erasures")
    assert not Erasure.objects.filter(replayed_at=None).exists()


@pytest.mark.parametrize("go", [own.withdraw_body, own.disown_body])
def test_an_erased_organisation_is_erased_again(appeal: Appeal, go: Callable[..., None]) -> None:
    gone, stays = make_body(appeal), make_body(appeal)
    go(handle=gone.handle, now=database_now())
    make_body(appeal, handle=gone.handle, state=BodyState.APPROVED, email="back@exemple.example")

    replay(appeal)

    back = BodySignature.objects.get(handle=gone.handle)
    stays.refresh_from_db()
    assert (back.state, back.last_name, back.email) == (BodyState.WITHDRAWN, "", "")
    assert stays.state == BodyState.VERIFIED
    assert is_suppressed(recipient_keys("back@exemple.example")) == (go is own.disown_body)


def test_a_backup_from_before_a_conversion_forgets_the_other_side_too(
    appeal: Appeal, olga: User
) -> None:
    person, other = make_signature(appeal), make_body(appeal)
    facts = conversion.BodyFacts(name="Cercle", kind=OrganisationKind.OTHER, role="")
    body = conversion.to_body(person, facts, by=olga)
    category = appeal.categories.get(code="student")
    converted = conversion.to_person(other, by=olga, category=category)
    own.withdraw_body(handle=body.handle, now=database_now())
    withdraw_signature(handle=converted.handle, now=database_now())
    assert not BodySignature.objects.exists()
    make_signature(appeal, handle=person.handle)
    make_body(appeal, handle=other.handle)

    replay(appeal)

    assert not Signature.objects.exclude(status=SignatureStatus.WITHDRAWN).exists()
    assert not BodySignature.objects.exists()


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
