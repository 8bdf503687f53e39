"""More and more signatures under one appeal, in every state, as the demonstration has them."""

from time import monotonic, sleep

from django.db import connection
from django.db.models import Model

from accounts.models import User
from appeal.models import Category
from demo.sample.campaign import draft_campaign, open_campaign
from demo.sample.confirmations import record_confirmations
from demo.sample.copying import load_signatures
from demo.sample.loading import SEED
from demo.sample.signatories import Signatories
from signatures.models import MailFunnel, Signature
from signatures.models.clock import database_now

RARE = "astronaut"
LONGEST_VACUUM = 30.0  # seconds


class Crowd:
    """An open appeal, and the people who sign it.

    Args:
        moderator: who has decided on those who are held or hidden.
    """

    def __init__(self, moderator: User) -> None:
        now = database_now()
        self.appeal = draft_campaign(now)
        self._people = Signatories(appeal=self.appeal, moderator=moderator, now=now, seed=SEED)
        # Nobody signs as this: a page that looks for such people has to look in one place.
        Category.objects.create(appeal=self.appeal, code=RARE, position=99)
        open_campaign(self.appeal)

    def grow(self, number: int) -> None:
        """Have so many more sign, and leave the tables as autovacuum leaves them."""
        for _loaded in load_signatures(self._people, number):
            pass
        _empty(MailFunnel)
        record_confirmations(self.appeal)
        _vacuum()


def _empty(model: type[Model]) -> None:
    """Leave no dead rows behind, as years of a funnel that is folded each night would not."""
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{model._meta.db_table}"')


def _vacuum() -> None:
    """Vacuum until every page is seen by all: an ANALYZE of autovacuum beside holds some back."""
    deadline = monotonic() + LONGEST_VACUUM
    with connection.cursor() as cursor:
        while True:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "SELECT relpages - relallvisible FROM pg_class WHERE oid = %s::regclass",
                [Signature._meta.db_table],
            )
            ((hidden,),) = cursor.fetchall()
            if not hidden:
                return
            assert monotonic() < deadline, f"{hidden} pages of signatures are not seen by all"
            sleep(0.5)
