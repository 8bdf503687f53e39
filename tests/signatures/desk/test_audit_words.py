"""The record says in words what its codes mean, in French and in English (R-19)."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from accounts import audit
from appeal.enums import AppealState
from signatures.desk.audit_words import ACTS, act_words, kind_words
from signatures.models.moderation import Decision
from signatures.models.release import ReleaseState
from tests.staff import make_staff, signed_in

ROOT = Path(__file__).parents[3]
LIST = "/staff/accounts/auditentry/"


def recorded() -> set[str]:
    """Every act that the code puts on record under a name of its own."""
    code = "\n".join(
        path.read_text()
        for folder in ("accounts", "appeal", "signatures")
        for path in (ROOT / folder).rglob("*.py")
    )
    notices = (ROOT / "templates/mfa/messages").glob("*.txt")
    return {
        *re.findall(r'record\(\s*"([a-z_]+\.[a-z_]+)"', code),
        *(f"factor.{notice.stem}" for notice in notices),
        *(f"appeal.{state}" for state in AppealState if state != AppealState.DRAFT),
        *(f"release.{state}" for state in ReleaseState if state != ReleaseState.OPEN),
        *(f"signature.{decision}" for decision in Decision),
        *(f"staff.{verb}" for verb in ("add", "change", "delete")),
    }


def test_every_act_that_is_recorded_has_words_and_no_words_are_for_nothing() -> None:
    assert recorded() == set(ACTS)


@pytest.mark.parametrize(
    ("act", "english", "french"),
    [
        ("featured.approve", "Quote approved", "Citation approuvée"),
        ("appeal.change", "Appeal: changed", "Appel\N{NO-BREAK SPACE}: modification"),
        ("watchedname.add", "Watched name: added", "Nom surveillé\N{NO-BREAK SPACE}: ajout"),
        ("nobody.knows", "nobody.knows", "nobody.knows"),
        ("appeal.knows", "appeal.knows", "appeal.knows"),
    ],
)
def test_an_act_is_said_in_the_readers_language(act: str, english: str, french: str) -> None:
    with translation.override("en"):
        assert act_words(act) == english
    with translation.override("fr"):
        assert act_words(act) == french


def test_a_kind_that_is_gone_is_its_own_name() -> None:
    with translation.override("en"):
        assert (kind_words("signatures.paperbatch"), kind_words("old.thing")) == (
            "paper list",
            "thing",
        )


@pytest.mark.django_db
def test_the_list_shows_words_beside_codes_and_is_searched_by_both() -> None:
    desk: Client = signed_in(make_staff("administrator"), "fr")
    audit.record("featured.approve", target_label="une")
    audit.record("paper.count", target_label="deux")

    page = desk.get(LIST).text
    by_word = desk.get(f"{LIST}?q=citation+APPROUVEE").text
    by_code = desk.get(f"{LIST}?q=paper.count").text

    assert "Citation approuvée <code>featured.approve</code>" in page
    assert '<a href="?act=paper.count">Liste papier comptée</a>' in " ".join(page.split())
    assert re.findall(r'field-what_to">(.*?)</td>', by_word) == ["une"]
    assert re.findall(r'field-what_to">(.*?)</td>', by_code) == ["deux"]
