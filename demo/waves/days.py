"""The simulated crowds: one honest viral day, and four attacks on it."""

from collections.abc import Iterator
from random import Random

from demo.waves.crowd import (
    HOUR,
    RUNS_SCRIPTS,
    Arrival,
    Names,
    home,
    mailbox,
    person,
    reading_time,
)

_CAMPUS = "universite-exemple.fr"


def honest_day(chance: Random) -> Iterator[Arrival]:
    """A viral day: visitors all day, the evening news, a campus, an amphitheatre."""
    names = Names(chance)

    def visitor(wave: str, at: float) -> Arrival:
        who = names(chance)
        email = mailbox(who, chance)
        made = person(who, chance, network=home(chance), email=email)
        return Arrival(
            at,
            wave,
            False,
            made,
            proves=chance.random() < RUNS_SCRIPTS,
            reading=reading_time(chance),
        )

    for _ in range(8_000):
        yield visitor("ordinary visitors", chance.triangular(6, 24, 18) * HOUR)
    for _ in range(6_000):  # half of them within eight minutes of the report
        yield visitor("television", 20.25 * HOUR + chance.expovariate(1 / 700))
    # Lunch on the campus: 1,500 people, four addresses, one mail domain that nobody entered.
    for number in range(1_500):
        who = names(chance)
        email = mailbox(who, chance, domain=_CAMPUS if chance.random() < 0.7 else None)
        place = person(who, chance, network=f"campus-{number % 4}", email=email, together=True)
        yield Arrival(
            chance.uniform(11.5, 14) * HOUR, "campus", False, place, True, reading_time(chance)
        )
    # 300 in one hall, on one address, in ten minutes.
    for _ in range(300):
        who = names(chance)
        email = mailbox(who, chance, domain=_CAMPUS if chance.random() < 0.7 else None)
        seat = person(who, chance, network="amphitheatre", email=email)
        yield Arrival(10 * HOUR + chance.uniform(0, 600), "amphitheatre", False, seat, True, 60)


def one_data_centre(chance: Random) -> Iterator[Arrival]:
    """A script on sixteen addresses of one data centre: 5,000 in half an hour."""
    names = Names(chance)
    for number in range(5_000):
        who = names(chance)
        domain = f"mail{chance.randrange(5)}-{number % 3}.example"
        email = f"{''.join(chance.choices('abcdefghjk23456789', k=12))}@{domain}"
        network = f"rack-{number % 16}"
        # A careful script: browser headers half of the time, and no pause before it sends.
        made = person(
            who,
            chance,
            network=network,
            email=email,
            quick=0.8,
            browser=0.5,
            message="",
            together=True,
        )
        yield Arrival(
            15 * HOUR + number * 0.36, "script, one data centre", True, made, page="of the script"
        )


def slow_botnet(chance: Random) -> Iterator[Arrival]:
    """A botnet of 1,500 households, plausible names, mailboxes on twelve bought domains.

    A fifth of them drive a whole browser, which solves what is asked.
    """
    names = Names(chance)
    for _ in range(3_000):
        who = names(chance)
        email = mailbox(who, chance, domain=f"courrier-{chance.randrange(12)}.example")
        network = f"bot-{chance.randrange(1_500)}"
        made = person(who, chance, network=network, email=email, quick=0.3, browser=0.9, message="")
        # A fifth drives whole browsers; the others send a page of the hour again.
        at, whole = chance.uniform(0, 24) * HOUR, chance.random() < 0.2
        page = "" if whole else f"of the hour {at // HOUR}"
        yield Arrival(at, "slow botnet", True, made, whole, page=page)


def joke_raid(chance: Random) -> Iterator[Arrival]:
    """A forum's evening: 800 people at home, joke names, a few slogans, some throw-away mail."""
    jokes = [
        ("Jean", "Bon"),
        ("Sarah", "Croche"),
        ("Test", "Test"),
        ("Alain", "Terieur"),
        ("Yves", "Remord"),
        ("Dr", "Fakename"),
        ("Nobody", "Personne"),
        ("Gérard", "Menvussa"),
        ("aaaa", "bbbbb"),
        ("Azerty", "Qwerty"),
        ("Marie", "Toire"),
        ("Guy", "Tare"),
    ]
    slogans = [f"Le slogan numéro {number} du forum, en majuscules" for number in range(6)]
    for _ in range(800):
        who = chance.choice(jokes)
        throw_away = chance.random() < 0.3
        domain = chance.choice(("yopmail.com", "mailinator.com")) if throw_away else "gmail.com"
        email = mailbox(who, chance, domain=domain)
        message = chance.choice(slogans) if chance.random() < 0.6 else ""
        made = person(who, chance, network=home(chance), email=email, message=message, quick=0.15)
        yield Arrival(
            21 * HOUR + chance.uniform(0, 2) * HOUR, "raid, joke names", True, made, True, 30
        )


ATTACKS = (one_data_centre, slow_botnet, joke_raid)
