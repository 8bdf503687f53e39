"""A frozen figure: the same for ever, checkable by anybody, seen from its hour on."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation

from accounts.models import AuditEntry
from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.figures import definition
from signatures.figures.counting import total
from signatures.figures.embargo import embargo_address
from signatures.figures.snapshots import (
    EmbargoOverError,
    as_json,
    hash_of,
    record,
    take_snapshot,
)
from signatures.models import Signature, Snapshot, SnapshotReason
from signatures.models.clock import database_now
from signatures.page_cache import pages
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.figures.population import populate
from tests.signatures.signing.pages import Page
from tests.signatures.threads import at_once
from tests.staff import make_staff

STATEMENTS = (
    "UPDATE signatures_snapshot SET figures = '{}'",
    "UPDATE signatures_snapshot SET sha256 = repeat('b', 64), embargo_until = NULL",
    "DELETE FROM signatures_snapshot",
    "DELETE FROM signatures_snapshot WHERE false",
    "TRUNCATE signatures_snapshot",
)


def take(appeal: Appeal, **fields: object) -> Snapshot:
    values = {"by": None, "now": database_now()} | fields
    return take_snapshot(appeal, **values)  # type: ignore[arg-type]


def test_what_is_frozen_is_the_figure_in_both_languages(appeal: Appeal) -> None:
    populate(appeal, now=database_now(), seed=3)

    made = take(appeal)

    assert made.total == total(appeal)
    assert set(made.figures) == {code for code, _name in settings.LANGUAGES}
    for language, label in (("fr", "Citoyens"), ("en", "Citizens")):
        frozen = made.figures_in(language)
        assert frozen["total"] == made.total
        assert label in {cell["label"] for cell in frozen["by_category"]}
        for name in ("by_category", "by_day", "by_country", "by_channel", "by_organisation"):
            assert sum(cell["count"] for cell in frozen[name]) == made.total
        assert frozen["definition"] == definition.definition(language)
        assert frozen["text_sha256"] == appeal.versions.get().sha256


def test_later_withdrawals_move_the_figure_and_not_the_snapshot(appeal: Appeal) -> None:
    signature = make_signature(appeal)
    make_signature(appeal)
    made = take(appeal)

    withdraw_signature(handle=signature.handle, now=database_now())
    Signature.objects.filter(status=SignatureStatus.VERIFIED).delete()

    kept = Snapshot.objects.get(pk=made.pk)
    assert (total(appeal), kept.total, kept.figures) == (0, 2, made.figures)
    assert hash_of(record(kept)) == kept.sha256


def test_anybody_recomputes_the_hash_from_the_record(client: Client, appeal: Appeal) -> None:
    populate(appeal, now=database_now(), seed=4)
    made = take(appeal)

    published = json.loads(client.get(f"{made.get_absolute_url()[:-1]}.json").content)

    # As the page says: `jq -cjS .record`, then SHA-256.
    text = json.dumps(
        published["record"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert hashlib.sha256(text.encode()).hexdigest() == published["sha256"] == made.sha256


def test_same_snapshot_gives_the_same_bytes(appeal: Appeal) -> None:
    made = take(appeal)

    assert as_json(made) == as_json(Snapshot.objects.get(pk=made.pk))


def test_whose_act_it_was_is_on_record(appeal: Appeal) -> None:
    zoe = make_staff("press")

    made = take(appeal, by=zoe)

    entry = AuditEntry.objects.get(act="snapshot.take")
    assert (made.author, entry.by, entry.after["sha256"]) == (zoe, zoe, made.sha256)


@pytest.fixture
def owner(appeal: Appeal) -> Iterator[None]:
    """The table's owner, who may do everything that the database does not refuse."""
    take(appeal)
    switch = "ALTER TABLE signatures_snapshot {} TRIGGER snapshot_not_emptied"
    with transaction.atomic(), connection.cursor() as cursor:
        # As the migration leaves it: only our own tests may empty the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(switch.format("ENABLE ALWAYS"))
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(switch.format("DISABLE"))


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_the_owner_of_the_table_is_refused(owner: None, statement: str, role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = {role}")
        with pytest.raises(IntegrityError, match="as it was taken"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert Snapshot.objects.count() == 1


def test_an_occasion_is_frozen_once(appeal: Appeal) -> None:
    hearing = {"reason": SnapshotReason.HEARING, "occasion": "2026-12-01T09:00:00+01:00"}
    take(appeal, **hearing)

    with pytest.raises(IntegrityError), transaction.atomic():
        take(appeal, **hearing)

    assert Snapshot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_freezes_one_figure(transactional_db: None) -> None:
    appeal, zoe = make_appeal(), make_staff("press")

    taken = at_once(*[partial(take, appeal, by=zoe)] * 4)

    assert {made.pk for made in taken if isinstance(made, Snapshot)} == {Snapshot.objects.get().pk}
    assert not [made for made in taken if not isinstance(made, Snapshot)]
    assert AuditEntry.objects.filter(act="snapshot.take").count() == 1


def test_another_embargo_person_or_moment_freezes_another(appeal: Appeal) -> None:
    zoe, now = make_staff("press"), database_now()

    take(appeal, by=zoe, now=now)
    take(appeal, by=zoe, now=now, embargo_until=now + timedelta(hours=1))
    take(appeal, by=make_staff("press"), now=now)
    take(appeal, by=zoe, now=now + timedelta(seconds=11))
    take(make_appeal(slug="other", is_featured=False), by=zoe, now=now)

    assert Snapshot.objects.count() == 5


def test_embargo_that_is_over_is_refused(appeal: Appeal) -> None:
    now = database_now()

    with pytest.raises(EmbargoOverError):
        take(appeal, now=now, embargo_until=now)


def test_every_code_is_another(appeal: Appeal) -> None:
    assert len({take(appeal).code for _ in range(20)}) == 20


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_says_the_figure_the_hash_and_two_sentences(
    client: Client, appeal: Appeal, language: str
) -> None:
    for _ in range(3):
        make_signature(appeal)
    made = take(appeal)
    with translation.override(language):
        page = Page(client.get(made.get_absolute_url()))

    assert made.sha256 in page.text
    assert f"snapshot-{made.code}.json" in page.text
    assert "comptait 3 signataires." in page.text
    assert "“For responsible AI” had 3 signatories." in page.text
    assert {"fr": "Étudiantes et étudiants", "en": "Students"}[language] in page.text


def test_address_answers_for_ever(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)
    made = take(appeal)
    Appeal.objects.update(state=AppealState.ARCHIVED, is_featured=False)
    pages.clear()

    response = client.get(made.get_absolute_url())

    assert response.status_code == 200
    assert response["Cache-Control"].startswith("public")


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_nobody_sees_a_figure_before_its_hour(client: Client, appeal: Appeal, ending: str) -> None:
    make_signature(appeal)
    now = database_now()
    made = take(appeal, now=now, embargo_until=now + timedelta(hours=2))

    assert client.get(made.get_absolute_url()[:-1] + ending).status_code == 404


def test_secret_link_opens_an_embargo_and_leads_on_afterwards(
    client: Client, appeal: Appeal
) -> None:
    make_signature(appeal)
    now = database_now()
    # Taken a day ago, so that its hour can be made to have come.
    made = take(appeal, now=now - timedelta(days=1), embargo_until=now + timedelta(hours=2))
    link = embargo_address(made)

    before = client.get(link)
    Snapshot.objects.update(embargo_until=now - timedelta(seconds=1))
    after = client.get(link)

    assert made.sha256 in before.content.decode()
    assert "embargo" in Page(before).text.lower()
    assert (before["Cache-Control"], before["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert (after.status_code, after["Location"]) == (302, made.get_absolute_url())
    assert client.get(made.get_absolute_url()).status_code == 200


def test_link_of_one_embargo_opens_no_other(client: Client, appeal: Appeal) -> None:
    now = database_now()
    one, other = (take(appeal, now=now, embargo_until=now + timedelta(hours=2)) for _ in range(2))
    key = embargo_address(one).rstrip("/").rpartition("-")[2]

    for token in (f"{other.code}-{key}", f"{one.code}-", one.code, "é-é", f"{one.code}-{key}x"):
        assert client.get(f"/fr/embargo/{token}/").status_code == 404, token


def test_snapshot_of_another_appeal_is_not_found_here(client: Client, appeal: Appeal) -> None:
    made = take(make_appeal(slug="other", is_featured=False))

    assert client.get(f"/fr/appeals/appel/snapshots/{made.code}/").status_code == 404
