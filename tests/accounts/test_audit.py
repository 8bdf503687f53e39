"""The record of what staff did: complete, and never changed."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts import audit
from accounts.models import AuditEntry, User
from accounts.session_store import stored_key
from tests.staff import make_staff, signed_in

STATEMENTS = (
    "UPDATE accounts_auditentry SET act = 'nothing.happened'",
    "DELETE FROM accounts_auditentry",
    "TRUNCATE accounts_auditentry",
    "TRUNCATE accounts_user CASCADE",
    # Not even when there is nothing to change: a rule that can be tried is a rule.
    "DELETE FROM accounts_auditentry WHERE false",
)


def entries() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.order_by("pk")


@pytest.fixture
def olga(db: None) -> User:
    return make_staff(name="Olga Étienne", email="olga@appel.example")


def request_of(user: User) -> HttpRequest:
    request = RequestFactory().get("/staff/")
    client = signed_in(user)
    request.user, request.session = user, client.session
    return request


class TestRecord:
    def test_an_act_says_who_what_to_what_before_and_after(self, olga: User) -> None:
        audit.record(
            "staff.change",
            target=olga,
            target_label="olga@appel.example",
            before={"roles": ["press"]},
            after={"roles": ["press", "organiser"]},
            by=olga,
        )

        entry = entries().get()
        assert (entry.act, entry.by, entry.target_label) == ("staff.change", olga, olga.email)
        assert (entry.target_type, entry.target_id) == ("accounts.user", str(olga.pk))
        assert (entry.before, entry.after) == (
            {"roles": ["press"]},
            {"roles": ["press", "organiser"]},
        )
        assert entry.at is not None

    def test_who_acts_and_from_where_is_known_from_the_request(self, olga: User) -> None:
        request = request_of(olga)

        with audit.acting(request):
            audit.record("paper.import")
        audit.record("paper.import")

        within, outside = entries()
        assert within.by == olga
        assert within.session == audit.session_mark(stored_key(str(request.session.session_key)))
        assert (outside.by, outside.session) == (None, "")

    def test_the_session_cannot_be_taken_over_from_the_record(self, olga: User) -> None:
        request = request_of(olga)
        key = str(request.session.session_key)

        with audit.acting(request):
            audit.record("paper.import")

        assert key not in str(entries().values().get())
        assert (
            Client(headers={"cookie": f"sessionid={entries().get().session}"})
            .get("/staff/")
            .status_code
            == 302
        )

    def test_a_request_of_nobody_is_recorded_as_nobodys(self, db: None) -> None:
        with audit.acting(RequestFactory().get("/")):
            audit.record("session.refuse")

        assert entries().get().by is None

    def test_an_act_that_is_rolled_back_was_not_done(self, olga: User) -> None:
        with transaction.atomic():
            audit.record("paper.import", by=olga)
            transaction.set_rollback(True)

        assert not entries().exists()

    @pytest.mark.parametrize("act", ["paper", "Paper.Import", "paper.import.all", "", "p p.a"])
    def test_an_act_is_an_area_and_a_verb(self, db: None, act: str) -> None:
        with pytest.raises(IntegrityError, match="area_verb"), transaction.atomic():
            audit.record(act)

    def test_an_entry_is_found_without_accents_and_capitals(self, olga: User) -> None:
        audit.record("paper.import", by=olga, target_label="Amphithéâtre A")

        found = entries().filter(search_key__contains="etienne")
        assert found.filter(search_key__contains=audit.fold("AMPHITHÉÂTRE")).exists()


@pytest.mark.requirement("R-19", "R-56")
class TestAppendOnly:
    @pytest.fixture
    def owner(self, olga: User) -> Iterator[None]:
        """The tables' owner, who may do everything that the database does not refuse."""
        audit.record("paper.import", by=olga)
        with transaction.atomic(), connection.cursor() as cursor:
            # As the migration leaves it: only our own tests may empty the table.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "ALTER TABLE accounts_auditentry ENABLE ALWAYS TRIGGER audit_entry_not_emptied"
            )
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "ALTER TABLE accounts_auditentry DISABLE TRIGGER audit_entry_not_emptied"
            )

    @pytest.mark.parametrize("statement", STATEMENTS)
    @pytest.mark.parametrize("role", ["origin", "replica"])
    def test_the_owner_of_the_table_is_refused(
        self, owner: None, statement: str, role: str
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {role}")
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

        assert entries().get().act == "paper.import"

    def test_who_is_on_record_is_not_deleted(self, owner: None, olga: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_user WHERE id = %s", [olga.pk])


def test_two_requests_do_not_mix(db: None) -> None:
    """The context belongs to one request, however many threads answer."""
    one, two = make_staff(), make_staff()

    with audit.acting(request_of(one)):
        with audit.acting(request_of(two)):
            audit.record("paper.import")
        audit.record("paper.import")

    assert list(entries().values_list("by", flat=True)) == [two.pk, one.pk]
