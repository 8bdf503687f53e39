"""A few people, and whatever may be done to them: by themselves, the desk, mail, the schedule.

All of them sign under two appeals, of which one ends meanwhile. Their addresses lie in three
domains, they spell two organisations, and some stand on paper as well: so each act meets the
others on the same rows.
"""

import random
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import User
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.desk import rechecking
from signatures.enums import SignatureStatus
from signatures.models import ModerationDecision, SendingPace, Signature, WatchedName
from signatures.models.clock import database_now
from signatures.models.watched_name import WatchedKind
from signatures.news import sending
from signatures.signing.confirm import confirm_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.bodies.bodies import make_body
from tests.signatures.mail.promises import promise
from tests.signatures.news.letters import make_newsletter
from tests.signatures.organisations.records import make_organisation
from tests.signatures.paper.sheets import entry, make_batch
from tests.staff import ADMINISTRATOR, make_staff

DOMAINS = ("home.example", "garrigues.example", "campus.example")
# An organisation has a record, and two spellings have none.
TYPED = ("Université des Garrigues", "Atelier", "Cercle", "")
# All are called alike, which is unusual, and every third has a name that is watched.
FIRST_NAMES, LAST_NAME = ("Zoé", "Suzie", "Louise"), "Lefèvre"
LONG_AGO = timedelta(days=40)


@dataclass
class World:
    """Who and what there is.

    Attributes:
        appeal: goes on.
        over: the other one, whose clock runs out.
        addresses: of everybody.
        by: who decides at the desk.
        second: who agrees to what the first one has proposed.
        dice: of one thread.
    """

    appeal: Appeal
    over: Appeal
    addresses: list[str]
    by: User
    second: User
    dice: random.Random

    def one[Row: Model](self, rows: QuerySet[Row]) -> Row:
        """Give a row by chance; `IndexError` when there is none."""
        return self.dice.choice(list(rows[:200]))

    def person(self) -> Signature:
        """Give a signature of either appeal."""
        return self.one(Signature.objects.select_related("appeal", "category"))

    def waiting(self) -> Signature:
        """Give one that is not confirmed and has an address."""
        waiting = Signature.objects.filter(status=SignatureStatus.PENDING).exclude(email="")
        return self.one(waiting)

    def act(self) -> UUID:
        """Give an act of moderation, one of the last rather than of the first."""
        acts = ModerationDecision.objects.order_by("-pk").values_list("batch")
        return self.dice.choice([batch for (batch,) in acts[:200] if batch is not None])

    def some(self) -> QuerySet[Signature]:
        """Give a few of them, as a moderator ticks them."""
        ids = list(Signature.objects.values_list("pk", flat=True))
        return Signature.objects.filter(pk__in=self.dice.sample(ids, min(12, len(ids))))


def make_world(dice: random.Random, people: int) -> World:
    """Have `people` sign, half of them confirm, and prepare what stands around them."""
    appeal = make_appeal(reminders=True)
    over = make_appeal(slug="over", is_featured=False)
    by = make_staff(ADMINISTRATOR)
    make_organisation(TYPED[0], DOMAINS[1])
    make_organisation("Autre", english_name="Other")
    addresses = [f"p{number}@{DOMAINS[number % 3]}" for number in range(people)]
    for number, address in enumerate(addresses):
        for which in (appeal, over):
            signature = make_signature(
                which,
                status=SignatureStatus.PENDING,
                email=address,
                first_name=dice.choice(FIRST_NAMES),
                last_name=LAST_NAME,
                organisation=dice.choice(TYPED),
                network_key=secrets.token_bytes(32),
                created_at=database_now()
                - dice.choice((LONG_AGO, timedelta(days=3), timedelta(0))),
            )
            state = dice.choice(("queued", "queued", "sent", "dead"))
            promise(signature, recipient_key=recipient_key(address), state=state)
            if which is over or number % 2:
                confirm_signature(handle=signature.handle, now=database_now())
        if number % 4 == 0:
            make_body(appeal, email=address, name=f"Cercle {number % 8}")
    for _number in range(3):
        lines = [
            entry(appeal, email=address) for address in dice.sample(addresses, len(addresses) // 2)
        ]
        make_batch(appeal, *lines)
    watched = WatchedName(
        kind=WatchedKind.WELL_KNOWN, first_name=FIRST_NAMES[0], last_name=LAST_NAME
    )
    rechecking.watch(watched, by=by)
    newsletter = make_newsletter(appeal)
    sending.start(newsletter, now=database_now())
    SendingPace.objects.create(name="home", domains=[DOMAINS[0]], per_minute=60)
    return World(appeal, over, addresses, by, make_staff(ADMINISTRATOR), dice)
