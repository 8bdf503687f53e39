"""Both sides of a conversion withdrawn or turned back in the same moment: nobody deadlocks."""

from collections.abc import Callable
from functools import partial

import pytest

from signatures.bodies.conversion import BodyFacts, NotConvertibleError, to_body, to_person
from signatures.bodies.own import disown_body, withdraw_body
from signatures.enums import OrganisationKind, SignatureStatus
from signatures.figures.reconcile import reconcile
from signatures.models import BodySignature, Signature
from signatures.models.clock import database_now
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import queued
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def withdraw(body: BodySignature) -> None:
    withdraw_body(handle=body.handle, now=database_now())


def disown(body: BodySignature) -> None:
    disown_body(handle=body.handle, now=database_now())


def turn_back(body: BodySignature) -> None:
    try:
        to_person(body, by=make_staff())
    except NotConvertibleError:
        pass


@pytest.mark.parametrize("act", [withdraw, disown, turn_back])
def test_the_other_side_is_withdrawn_at_the_same_moment(
    act: Callable[[BodySignature], None],
) -> None:
    person = make_signature(make_appeal())
    facts = BodyFacts(name="Cercle", kind=OrganisationKind.OTHER, role="")
    body = to_body(person, facts, by=make_staff())
    leave = partial(withdraw_signature, handle=person.handle, now=database_now())

    outcomes = queued(BodySignature.objects.all(), partial(act, body), leave)

    assert outcomes == [None, None]
    assert not BodySignature.objects.exists()
    assert not Signature.objects.exclude(status=SignatureStatus.WITHDRAWN).exists()
    assert reconcile(person.appeal) == []
