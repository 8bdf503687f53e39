"""No page costs more because more people have signed: the buffers its queries touch say so.

Buffers, not seconds: they are the same on every machine and on every day. What is bounded, but
not yet at its bound with the smaller number, has a line in `BOUNDED` that says why.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client

from demo.sample.campaign import SLUG
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.page_cache import pages
from signatures.tokens import Purpose, mint
from tests.growth.buffers import touched
from tests.growth.crowd import RARE, Crowd
from tests.security.paths import all_addresses
from tests.staff import ADMINISTRATOR, make_staff, signed_in

pytestmark = pytest.mark.stack  # half a minute: not for `make test-unit`

# The second is more than a list at the desk sorts (accounts/lists.MOST_LISTED). GROWTH=full
# takes minutes and begins below it, so that what is bounded has its whole way to grow.
FULL = os.environ.get("GROWTH") == "full"
FEW, MANY = (1_000, 100_000) if FULL else (4_000, 16_000)
SLACK = 60  # buffers: one level more in each of some indexes
BY_KEY = (400, "looks each row of its page up by its key; of a small table it reads all")
BOUNDED = {
    "admin:index": (1_300, "counts what waits for a decision, up to 1,001"),
    "admin:signatures_outboundemail_changelist": (1_000, "sorts up to 10,000 mails"),
    "mail_desk:desk": (400, "adds up the mail of fourteen days, by domain"),
    "mail desk, a domain": (400, "the same"),
    "metrics": (500, "the same"),
    "list, a state": (2_500, "sorts up to 10,000 signatures of a state"),
    "signatures:wall": BY_KEY,
    "wall, a family name": BY_KEY,
    "wall, a later page": BY_KEY,
}
LIST = "/staff/signatures/signature/"
WALL = f"/fr/appeals/{SLUG}/signatories/"
# At the mail desk, who is looked for is posted: an address has no place in an address bar.
ASKED = {"mail desk, a name": "martin", "mail desk, an address": "nobody@campus.example"}
# Beside every address that needs no argument.
SEARCHED = {
    "wall, a family name": f"{WALL}?q=guette",  # as many in the sample are called
    "wall, a name": f"{WALL}?q=martin",
    "wall, nobody": f"{WALL}?q=zzyzxq",
    "wall, a category": f"{WALL}?category=student",
    "wall, a later page": f"{WALL}?after=m~{'0' * 32}",
    "wall, a category that nobody signs as": f"{WALL}?category={RARE}",
    "mail desk, a domain": "/staff/mail/domain/campus.example/",
    "list, a name": f"{LIST}?q=martin",
    "list, an address": f"{LIST}?q=nobody%40campus.example",
    "list, a state": f"{LIST}?status__exact=withdrawn",
}


@dataclass
class Cost:
    """What one address touched, by the number of signatures."""

    path: str
    buffers: dict[int, int] = field(default_factory=dict)
    slowest: str = ""
    skips: bool = False  # rows, to come to a later page (OFFSET)


@pytest.fixture
def costs(transactional_db: None) -> dict[str, Cost]:
    """What each address costs when few and when many have signed."""
    administrator = make_staff(ADMINISTRATOR)
    crowd = Crowd(administrator)
    found: dict[str, Cost] = {}
    before = 0
    for number in (FEW, MANY):
        crowd.grow(number - before)
        before = number
        staff, visitor = signed_in(administrator), Client()
        for name, path in _paths():
            browser = staff if path.startswith(("/staff/", "/accounts/")) else visitor
            cost = _measure(browser, name, path, number, found)
            if cost is not None:
                found[name] = cost
    return found


def test_no_page_costs_more_because_more_people_signed(costs: dict[str, Cost]) -> None:
    grown = [
        f"{name}: {cost.buffers[FEW]} → {cost.buffers[MANY]}, most of it by {cost.slowest}"
        for name, cost in costs.items()
        if len(cost.buffers) > 1 and _has_grown(name, cost)
    ]

    assert not grown, "\n".join(grown)
    assert not [name for name, cost in costs.items() if cost.skips]
    assert {"signatures:featured", "signatures:wall", "signatures:figures"} <= set(costs)
    assert {"admin:signatures_signature_changelist", "wall, a name", "confirm"} <= set(costs)
    assert {"mail_desk:desk", "mail desk, one", "mail desk, a domain", *ASKED} <= set(costs)


def _has_grown(name: str, cost: Cost) -> bool:
    few, many = cost.buffers[FEW], cost.buffers[MANY]
    most, _reason = BOUNDED.get(name, (1.5 * few + SLACK, ""))
    return many > most


def _paths() -> Iterator[tuple[str, str]]:
    for name, path in all_addresses().items():
        filled = path.replace("<slug>", SLUG)
        if "<" not in filled:
            yield name, filled
    yield from SEARCHED.items()
    later = database_now() + timedelta(days=1)
    signature = Signature.objects.filter(status="pending").latest("pk")
    for purpose in (Purpose.CONFIRM, Purpose.NOT_ME, Purpose.MANAGE):
        token = mint(purpose=purpose, handle=signature.handle, expires_at=later)
        address = "my-signature" if purpose == Purpose.MANAGE else purpose
        yield purpose, f"/fr/{address}/{token}/"
    yield "mail desk, one", f"/staff/mail/signature/{signature.pk}/"
    yield from ((name, "/staff/mail/search/") for name in ASKED)
    yield "list, one", f"{LIST}{signature.pk}/change/"


def _measure(
    browser: Client, name: str, path: str, number: int, found: dict[str, Cost]
) -> Cost | None:
    """Ask twice, so that what is remembered once for all is not counted; pages are not kept."""
    for _once in range(2):
        pages.clear()
        with touched() as counted:
            who = ASKED.get(name)
            answer = browser.post(path, {"who": who}) if who else browser.get(path)
    if answer.status_code != 200:
        return None
    cost = found.get(name, Cost(path))
    cost.buffers[number] = counted.total
    cost.skips = any(" OFFSET " in sql for sql in counted.by_query)
    cost.slowest = next((sql for sql, _touched in counted.by_query.most_common(1)), "")
    return cost
