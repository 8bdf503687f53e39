from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from appeal.models import CategoryLabel
from demo.sample.campaign import CATEGORIES, PARTNERS, draft_campaign
from demo.sample.lives import Lives
from demo.sample.people import People, everybody, read_words
from demo.sample.rhythm import Rhythm
from signatures.folding import search_key
from signatures.signing.names import validate_name

PARIS = ZoneInfo("Europe/Paris")
NAMES = read_words("names")


@pytest.mark.parametrize(
    ("now", "opens", "hearing"),
    [
        ("2026-11-24T12:00", "2026-10-22T09:00", "2026-12-07T10:00"),
        ("2026-11-27T12:00", "2026-10-25T09:00", "2026-12-07T10:00"),  # ten days, to the day
        ("2026-11-27T23:30", "2026-10-26T09:00", "2026-12-14T10:00"),  # next day in Paris
        ("2026-03-20T12:00", "2026-02-15T09:00", "2026-03-30T10:00"),  # over the change of clocks
    ],
)
def test_dates_are_always_near(db: None, now: str, opens: str, hearing: str) -> None:
    appeal = draft_campaign(datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert appeal.opens_at == datetime.fromisoformat(opens).replace(tzinfo=PARIS)
    assert appeal.hearing_at == datetime.fromisoformat(hearing).replace(tzinfo=PARIS)
    assert appeal.hearing_at is not None
    assert appeal.hearing_at.astimezone(PARIS).weekday() == 0
    assert appeal.closes_at == appeal.hearing_at - timedelta(days=2)


def test_campaign_is_complete(db: None) -> None:
    appeal = draft_campaign(datetime.now(UTC))

    assert appeal.categories.count() == len(CATEGORIES)
    assert CategoryLabel.objects.count() == 2 * len(CATEGORIES)
    assert appeal.partners.count() == len(PARTNERS)


@pytest.mark.parametrize("language", NAMES)
def test_no_two_people_share_a_mailbox_before_all_names_are_used(language: str) -> None:
    people = People(NAMES[language], Random(1))

    met = [people.next() for _number in range(20_000)]

    assert len({person.mailbox for person in met}) == 20_000


def test_names_come_again_with_a_number() -> None:
    few = {"women": ["Léa"], "men": ["Noé"], "heads": ["Brume", "Givre"], "tails": ["lune"]}
    people = People(few, Random(1))

    met = [people.next() for _number in range(8)]

    assert len({(person.first_name, person.last_name) for person in met[:4]}) == 4
    assert {f"{person.mailbox}1" for person in met[:4]} == {person.mailbox for person in met[4:]}


def test_every_word_makes_a_name_and_no_family_name_is_in_two_languages() -> None:
    families: list[str] = []
    for names in NAMES.values():
        for first_name in (*names["women"], *names["men"]):
            validate_name(first_name)
        families += [head + tail for head in names["heads"] for tail in names["tails"]]
    for family in families:
        validate_name(family)

    assert len({search_key(family) for family in families}) == len(families)


def test_lives_are_the_same_for_the_same_seed_and_mostly_at_home() -> None:
    lives, again = Lives(Random(7)), Lives(Random(7))

    met = [lives.next() for _number in range(2000)]

    assert met == [again.next() for _number in range(2000)]
    assert {life.category for life in met} == {code for code, _french, _english in CATEGORIES}
    assert 60 < sum(life.country != "FR" for life in met) < 180
    assert all(people.next().last_name for people in everybody(Random(7)).values())


def test_rhythm_sleeps_at_night_and_rests_on_sunday() -> None:
    opens_at = datetime(2026, 10, 21, 9, tzinfo=PARIS)
    now = opens_at + timedelta(days=33, hours=3, minutes=20)
    rhythm = Rhythm(opens_at=opens_at, now=now, chance=Random(3))

    moments = list(rhythm.moments(20_000, Random(4)))

    assert moments == sorted(moments)
    assert opens_at <= moments[0]
    assert moments[-1] <= now
    local = [moment.astimezone(PARIS) for moment in moments]
    assert sum(moment.hour < 6 for moment in local) < 0.05 * len(local)
    assert sum(moment.weekday() >= 5 for moment in local) < 0.2 * len(local)
    share = sum(moment > now - timedelta(days=13) for moment in moments) / len(moments)
    assert rhythm.share_since(now - timedelta(days=13)) == pytest.approx(share, abs=0.02)
