"""What must always hold: each is broken in turn, found, alarmed, and left as it is (R-43)."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import EmailState, SignatureStatus
from signatures.figures.counting import FEWEST_NAMED
from signatures.figures.settled import settle
from signatures.models import (
    BrokenInvariant,
    Invariant,
    OutboundEmail,
    SettledBreakdowns,
    Signature,
    SuppressedAddress,
)
from signatures.models.clock import database_now
from signatures.operations import invariants
from signatures.operations.health import check_health
from signatures.operations.metrics import render_metrics
from signatures.operations.tasks import check_invariants, check_tally
from tests.factories import make_signature
from tests.signatures.mail.promises import promise
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.requirement("R-43")

ALL = invariants.OFTEN | invariants.AT_NIGHT
LONG_AGO = timedelta(minutes=20)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def promised(appeal: Appeal) -> OutboundEmail:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)
    Signature.objects.filter(pk=signature.pk).update(created_at=database_now() - LONG_AGO)
    key = recipient_key(signature.canonical_email)
    return promise(signature, recipient_key=key, due_in=timedelta(hours=1))


def lose_the_promise(appeal: Appeal) -> None:
    promised(appeal).delete()


def hold_for_ever(appeal: Appeal) -> None:
    email = promised(appeal)
    OutboundEmail.objects.filter(pk=email.pk).update(attempts=1, due_at=database_now() - LONG_AGO)


def write_to_the_unwilling(appeal: Appeal) -> None:
    unwilling = SuppressedAddress.objects.create(recipient_key=promised(appeal).recipient_key)
    SuppressedAddress.objects.filter(pk=unwilling.pk).update(created_at=database_now() - LONG_AGO)


def miscount(appeal: Appeal) -> None:
    sql("UPDATE signatures_tally SET value = value + 1 WHERE dimension = 'total'")


def unsettle(appeal: Appeal) -> None:
    SettledBreakdowns.objects.update(total=F("total") + 1)


def misplace(appeal: Appeal) -> None:
    sql("UPDATE signatures_tally SET key = 'BE' WHERE dimension = 'country'")


BREAKS: dict[Invariant, Callable[[Appeal], None]] = {
    Invariant.PROMISE: lose_the_promise,
    Invariant.LEASE: hold_for_ever,
    Invariant.SILENCE: write_to_the_unwilling,
    Invariant.TOTAL: miscount,
    Invariant.SETTLED: unsettle,
    Invariant.TALLY: misplace,
}


@pytest.fixture
def appeal(appeal: Appeal) -> Appeal:
    """An appeal with one of each that is as it should be."""
    make_signature(appeal)
    promised(appeal)
    promise(make_signature(appeal), state=EmailState.SENT)
    settle()
    return appeal


def test_every_invariant_is_tried() -> None:
    assert set(BREAKS) == set(Invariant) == set(ALL)


def test_all_holds_and_nobody_is_alarmed(appeal: Appeal, caplog: pytest.LogCaptureFixture) -> None:
    check_invariants()
    check_tally()

    assert BrokenInvariant.objects.count() == 0
    assert caplog.records == []


@pytest.mark.parametrize("invariant", Invariant)
def test_what_is_broken_is_found_and_alarmed_and_not_repaired(
    appeal: Appeal, invariant: Invariant, caplog: pytest.LogCaptureFixture
) -> None:
    BREAKS[invariant](appeal)

    check_invariants()
    check_tally()

    found = set(BrokenInvariant.objects.values_list("invariant", flat=True))
    # A figure that is wrong is wrong in the comparison of every cell, too.
    assert found - {Invariant.TALLY} == {invariant} - {Invariant.TALLY}
    assert invariant in found
    assert {record.levelno for record in caplog.records} == {logging.CRITICAL}
    assert f"broken invariant: {invariant}" in check_health().problems
    assert check_health().ready is True
    line = f'paraphe_broken_invariant{{invariant="{invariant}"}} 1.0'
    assert line.encode() in render_metrics()[0]
    desk = signed_in(make_staff()).get("/staff/").content.decode()
    assert "Something that must always hold does not" in desk
    assert ALL[invariant](database_now()) != ""
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert "campus.example" not in logged
    assert "campus.example" not in desk


def test_alarm_keeps_its_beginning_and_ends_when_all_holds_again(appeal: Appeal) -> None:
    miscount(appeal)
    check_invariants()
    first = BrokenInvariant.objects.get(invariant=Invariant.TOTAL)
    check_invariants()
    assert BrokenInvariant.objects.get(invariant=Invariant.TOTAL).since == first.since

    sql("UPDATE signatures_tally SET value = value - 1 WHERE dimension = 'total'")
    check_invariants()

    assert BrokenInvariant.objects.count() == 0
    assert check_health().problems == []


def test_command_says_what_is_broken_and_fails(
    appeal: Appeal, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check_invariants")
    assert capsys.readouterr().out == "every invariant holds\n"

    lose_the_promise(appeal)
    with pytest.raises(CommandError, match="1 invariants are broken; nothing was repaired"):
        call_command("check_invariants")
    assert "1 signatures without a mail: #" in capsys.readouterr().out


def look(*, minutes: int) -> bool:
    """Look at the public breakdowns some minutes from now; whether somebody is alarmed."""
    later = database_now() + timedelta(minutes=minutes)
    return bool(invariants.check({Invariant.SETTLED: ALL[Invariant.SETTLED]}, now=later))


def five_more(appeal: Appeal) -> None:
    for _ in range(FEWEST_NAMED):
        make_signature(appeal)


def test_breakdowns_that_nobody_takes_anew_alarm_after_five_minutes(appeal: Appeal) -> None:
    five_more(appeal)

    assert [look(minutes=minutes) for minutes in (0, 4, 6)] == [False, False, True]
    settle()
    assert look(minutes=11) is False


def test_breakdowns_that_wait_for_their_turn_alarm_nobody(appeal: Appeal) -> None:
    looks = []
    for minutes in (0, 6, 12):
        five_more(appeal)
        looks.append(look(minutes=minutes))
        settle()

    assert looks == [False] * 3


def test_four_people_are_waited_for(appeal: Appeal) -> None:
    for _ in range(FEWEST_NAMED - 1):
        make_signature(appeal)

    assert [look(minutes=minutes) for minutes in (0, 6, 600)] == [False] * 3
