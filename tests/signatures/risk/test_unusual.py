"""What is unusual is found every hour, and one click away from its signatures (R-58)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.models import Appeal
from signatures.desk.conditions import of_finding
from signatures.desk.tasks import look_for_unusual
from signatures.models import Signature, Unusual
from signatures.models.clock import database_now
from signatures.models.unusual import UnusualKind
from signatures.risk.unusual import FEWEST, look, signatures_of
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_signature
from tests.staff import make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-58")]


def crowd(
    appeal: Appeal, number: int, *, ago: timedelta = timedelta(hours=5), **fields: Any
) -> None:
    """Make signatures that are a while old."""
    made = [make_signature(appeal, **fields).pk for _ in range(number)]
    Signature.objects.filter(pk__in=made).update(created_at=database_now() - ago)


def found(now: datetime | None = None) -> dict[str, tuple[int, int]]:
    look(now=now or database_now())
    return {one.kind: (one.number, one.usual) for one in Unusual.objects.all()}


def test_ordinary_day_has_nothing_unusual(appeal: Appeal) -> None:
    for number in range(10):
        crowd(appeal, 1, email=f"someone{number}@gmail.com", network_key=bytes([number]))

    assert look_for_unusual() == 0


def test_network_name_and_message_are_found(appeal: Appeal) -> None:
    crowd(appeal, FEWEST[UnusualKind.NETWORK], network_key=b"n")
    crowd(appeal, FEWEST[UnusualKind.NAME], first_name="Jean", last_name="BON")
    crowd(appeal, FEWEST[UnusualKind.MESSAGE], message="Votez pour nous, votez pour eux")

    kinds = found()

    assert kinds[UnusualKind.NETWORK] == (20, 0)
    assert kinds[UnusualKind.NAME] == (4, 0)
    assert kinds[UnusualKind.MESSAGE] == (4, 0)


def test_domain_is_compared_with_its_own_week(appeal: Appeal) -> None:
    for number in range(16):
        crowd(appeal, 1, email=f"bot{number}@bought.example")
        crowd(appeal, 1, email=f"a{number}@univ.example")
        crowd(appeal, 1, email=f"b{number}@gmail.com")
        for day in (2, 4):
            crowd(appeal, 1, email=f"c{number}{day}@univ.example", ago=timedelta(days=day))

    look(now=database_now())

    domains = Unusual.objects.filter(kind=UnusualKind.DOMAIN)
    assert [one.sample.email.partition("@")[2] for one in domains] == ["bought.example"]


def test_finding_leads_to_its_signatures_and_no_others(appeal: Appeal) -> None:
    for number in range(16):
        crowd(appeal, 1, email=f"bot{number}@bought.example", last_name=f"Bot{number}")
    crowd(appeal, 3, last_name="Honnête")
    look(now=database_now())
    finding = Unusual.objects.get(kind=UnusualKind.DOMAIN)

    assert signatures_of(finding).count() == 16
    client = signed_in(make_staff(MODERATOR))
    page = client.get("/staff/signatures/unusual/").content.decode()
    assert "bought.example" in page
    assert f"/staff/signatures/signature/?unusual={finding.pk}" in page
    listed = client.get(f"/staff/signatures/signature/?unusual={finding.pk}").content.decode()
    assert "Bot3" in listed
    assert "Honnête" not in listed


@pytest.mark.parametrize(
    ("kind", "common", "condition"),
    [
        (UnusualKind.NETWORK, {"network_key": b"\x01" * 8}, "01" * 8),
        (UnusualKind.DOMAIN, {}, "bought.example"),
        (UnusualKind.NAME, {"first_name": "Jean", "last_name": "BON"}, "BON Jean"),
        (UnusualKind.MESSAGE, {"message": "Votez pour nous, votez pour eux"}, "Votez pour nous"),
    ],
)
def test_one_click_leads_to_the_query_that_takes_them_out(
    appeal: Appeal, kind: UnusualKind, common: dict[str, Any], condition: str
) -> None:
    for number in range(FEWEST[kind]):
        crowd(appeal, 1, **{"email": f"bot{number}@bought.example", **common})
    crowd(appeal, 2, last_name="Honnête")
    look(now=database_now())
    finding = Unusual.objects.get(kind=kind)
    client = signed_in(make_staff(ORGANISER))
    asking = f"/staff/signatures/invalidation/add/?unusual={finding.pk}"

    assert asking in client.get("/staff/signatures/unusual/").content.decode()
    page = client.get(asking).content.decode()

    assert f"{finding.number} signatures would leave the count" in page
    assert condition in page
    assert 'name="start"' not in page  # the public reason is still to be chosen
    conditions = {"appeal": appeal.pk, **of_finding(finding), "why": "forged"}
    typed = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in conditions.items()
    }
    counted = client.post("/staff/signatures/invalidation/add/", typed).content.decode()
    assert f"{finding.number} signatures would leave the count" in counted
    assert 'name="start"' in counted


def test_query_of_what_nobody_knows_any_more_or_may_not_ask_is_refused(appeal: Appeal) -> None:
    for number in range(FEWEST[UnusualKind.DOMAIN]):
        crowd(appeal, 1, email=f"bot{number}@bought.example")
    look(now=database_now())
    finding = Unusual.objects.get(kind=UnusualKind.DOMAIN)
    asking = f"/staff/signatures/invalidation/add/?unusual={finding.pk}"

    # Who sees no address asks for none: the list of the finding is open to moderators.
    assert signed_in(make_staff(MODERATOR)).get(asking).status_code == 403
    withdraw_signature(handle=finding.sample.handle, now=database_now())
    assert signed_in(make_staff(ORGANISER)).get(asking).status_code == 404
    finding.refresh_from_db()
    assert not signatures_of(finding).exists()


@pytest.mark.parametrize("chosen", ["999", "x", "1' OR 1=1", "٣", "9" * 40])
def test_finding_that_is_gone_leads_to_nothing(appeal: Appeal, chosen: str) -> None:
    make_signature(appeal, last_name="Honnête")
    client = signed_in(make_staff(MODERATOR))

    page = client.get("/staff/signatures/signature/", {"unusual": chosen})

    assert "Honnête" not in page.content.decode()


def test_withdrawn_sample_says_nothing_any_more(appeal: Appeal) -> None:
    crowd(appeal, 4, first_name="Jean", last_name="Bon")
    look(now=database_now())
    sample = Unusual.objects.get().sample
    withdraw_signature(handle=sample.handle, now=database_now())

    page = signed_in(make_staff(MODERATOR)).get("/staff/signatures/unusual/").content.decode()

    assert "Jean Bon" not in page


def test_press_sees_none_of_it() -> None:
    assert signed_in(make_staff(PRESS)).get("/staff/signatures/unusual/").status_code == 403
