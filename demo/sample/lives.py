"""Invented lives: what a person signs as, where, for whom, and what they add."""

from dataclasses import dataclass
from random import Random
from typing import Any

from demo.sample.chance import Draw
from demo.sample.organisations import employers
from demo.sample.people import Person, everybody, read_words

_FROM_ABROAD = 0.06
_HOME = "34"
_SPEAKS_ENGLISH_AT_HOME = 0.04
# Who has a mailbox at work signs from it more often than not, and few write its name in full.
_FROM_WORK, _IN_OTHER_WORDS = 0.7, 0.15
_SHARES = {"city": 0.8, "job_title": 0.7, "message": 0.12}


@dataclass(frozen=True, slots=True)
class Life:
    """All that somebody fills in, and the language of the page they did it on."""

    person: Person
    email: str
    category: str
    organisation: str
    job_title: str
    city: str
    country: str
    message: str
    language: str
    channel: str
    department: str


class Lives:
    """An endless row of invented lives."""

    def __init__(self, chance: Random) -> None:
        """Read `lives.toml` and `names.toml`."""
        words = read_words("lives")
        self._chance = chance
        self._people = everybody(chance)
        self._categories: dict[str, dict[str, Any]] = words["category"]
        self._abroad: dict[str, dict[str, Any]] = words["abroad"]
        self._employers = employers()
        self._messages: dict[str, list[str]] = words["messages"]
        self._town = Draw[str](words["towns"])
        self._elsewhere: dict[str, str] = words["departments"]
        self._channel = Draw[str](words["channels"])
        self._country = Draw({code: place["weight"] for code, place in self._abroad.items()})
        self._category = {
            share: Draw({code: life[share] for code, life in self._categories.items()})
            for share in ("home", "abroad")
        }

    def next(self) -> Life:
        """Give the next life."""
        chance = self._chance
        if chance.random() < _FROM_ABROAD:
            country = self._country(chance)
            place = self._abroad[country]
            names, city = place["names"], chance.choice(place["towns"])
            language = "fr" if names == "fr" else "en"
            category = self._category["abroad"](chance)
        else:
            country, names, city = "FR", "fr", self._town(chance)
            language = "en" if chance.random() < _SPEAKS_ENGLISH_AT_HOME else "fr"
            category = self._category["home"](chance)
        person, life = self._people[names].next(), self._categories[category]
        organisation = chance.choice(life["organisations"]["fr" if names == "fr" else "en"])
        domain, organisation = self._at_work(organisation, life["domain"])
        job = chance.choice(life["jobs"][language])
        return Life(
            person=person,
            email=f"{person.mailbox}@{domain}",
            category=category,
            organisation=self._maybe(organisation, life["employed"]),
            job_title=self._maybe(
                job[person.is_woman] if language == "fr" else job, _SHARES["job_title"]
            ),
            city=(told := self._maybe(city, _SHARES["city"])),
            country=country,
            message=self._maybe(chance.choice(self._messages[language]), _SHARES["message"]),
            language=language,
            channel=self._channel(chance),
            # Who tells the town tells the department, too.
            department=self._elsewhere.get(told, _HOME) if told and country == "FR" else "",
        )

    def organisations(self) -> list[str]:
        """Give every way in which somebody may write an organisation."""
        names = {
            name
            for life in self._categories.values()
            for organisations in life["organisations"].values()
            for name in organisations
        }
        nicknames = {name for each in self._employers.values() for name in each.nicknames}
        return sorted(names | nicknames)

    def _at_work(self, organisation: str, elsewhere: str) -> tuple[str, str]:
        """Give the domain from which somebody signs, and how they write their organisation."""
        employer = self._employers.get(organisation)
        if employer is None:
            return elsewhere, organisation
        domain = employer.domain if self._chance.random() < _FROM_WORK else elsewhere
        if self._chance.random() < _IN_OTHER_WORDS:
            organisation = self._chance.choice(employer.nicknames)
        return domain, organisation

    def _maybe(self, answer: str, share: float) -> str:
        return answer if self._chance.random() < share else ""
