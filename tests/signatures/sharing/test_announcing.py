"""Round numbers: noted once, to the minute or the day, and told to organisers once."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core import mail
from django.test import Client

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.models import Milestone, Signature
from signatures.models.clock import database_now
from signatures.sharing.announcing import announce, note_milestones
from tests.factories import make_appeal, make_signature
from tests.signatures.mail.conftest import sink, use_server
from tests.signatures.mail.sink import Sink
from tests.staff import make_staff

__all__ = ["sink", "use_server"]  # fixtures


def make_many(appeal: Appeal, number: int, *, days_ago: int = 0) -> None:
    """Many verified signatures, in one statement."""
    addresses = [f"many{days_ago}-{each}@campus.example" for each in range(number)]
    Signature.objects.bulk_create(
        Signature(
            appeal=appeal,
            version=appeal.versions.get(),
            category=appeal.categories.get(code="student"),
            language="fr",
            last_name="Exemple",
            email=address,
            canonical_email=address,
            consent_wording="test",
            status=SignatureStatus.VERIFIED,
            verified_at=database_now() - timedelta(days=days_ago),
        )
        for address in addresses
    )


def test_number_is_noted_once_when_it_is_passed(appeal: Appeal) -> None:
    make_many(appeal, 99)
    now = database_now()
    assert note_milestones(now) == []

    make_signature(appeal)
    for minutes in (1, 2):
        note_milestones(now + timedelta(minutes=minutes))

    [milestone] = Milestone.objects.all()
    assert (milestone.number, milestone.reached_at) == (100, now + timedelta(minutes=1))


def test_number_of_days_gone_by_is_dated_by_its_day_and_told_to_nobody(appeal: Appeal) -> None:
    make_staff("organiser")
    make_many(appeal, 120, days_ago=3)
    now = database_now()

    note_milestones(now)
    announce(now)

    [milestone] = Milestone.objects.all()
    assert timedelta(days=1) < now - milestone.reached_at < timedelta(days=4)
    assert mail.outbox == []


def test_organisers_are_told_once(appeal: Appeal) -> None:
    make_staff("organiser", email="olga@staff.example")
    make_staff("press", email="paul@staff.example")
    make_many(appeal, 100)
    now = database_now()

    for _look in range(2):
        note_milestones(now)
        announce(now)

    [message] = mail.outbox
    assert message.to == ["olga@staff.example"]
    assert message.subject == "100 signatures\u00a0: Pour une IA responsable"
    assert "/fr/appeals/appel/share/" in message.body


def test_organiser_who_is_refused_has_nobody_told_twice(appeal: Appeal, sink: Sink) -> None:
    first, refused, last = (make_staff("organiser") for _ in range(3))
    sink.recipient_replies[refused.email] = "550 no such user"
    make_many(appeal, 100)
    note_milestones(database_now())

    for _look in range(2):
        announce(database_now())

    assert sorted(sink.recipients) == sorted([first.email, last.email])


def test_milestone_stays_when_people_withdraw(appeal: Appeal) -> None:
    make_many(appeal, 100)
    note_milestones(database_now())

    Signature.objects.all()[0].delete()
    note_milestones(database_now())

    assert Milestone.objects.count() == 1


def test_draft_has_no_milestones(db: None) -> None:
    make_many(make_appeal(state="draft", is_featured=False), 100)

    assert note_milestones(database_now()) == []


def test_page_and_feed_tell_them(client: Client, appeal: Appeal) -> None:
    Milestone.objects.create(appeal=appeal, number=1000, reached_at=database_now())

    page = client.get("/en/appeals/appel/").content.decode()
    answer = client.get("/en/appeals/appel/feed.atom")

    feed = answer.content.decode()
    assert "1,000 signatures" in page
    assert 'type="application/atom+xml"' in page
    assert "<title>1,000 signatures</title>" in feed
    assert answer["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_feed_is_well_formed_in_both_languages_and_keeps_its_entries_names(
    client: Client, appeal: Appeal, language: str
) -> None:
    Milestone.objects.create(appeal=appeal, number=100, reached_at=database_now())
    appeal.news.create(
        language=language, title="Merci & bravo", body="Un **mot**", published_at=database_now()
    )
    path = f"/{language}/appeals/appel/feed.atom"

    first, second = (ET.fromstring(client.get(path).content) for _time in range(2))

    name = "{http://www.w3.org/2005/Atom}"
    assert first.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert [entry.findtext(f"{name}title") for entry in first.iter(f"{name}entry")] == [
        "Merci & bravo",
        "100 signatures",
    ]
    ids = [
        [entry.findtext(f"{name}id") for entry in feed.iter(f"{name}entry")]
        for feed in (first, second)
    ]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2
