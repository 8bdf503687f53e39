"""French spacing: a line never breaks before ? or after «, and nothing but spaces changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeal.enums import ChangeKind
from appeal.markdown import render_markdown
from appeal.models import Appeal
from appeal.publishing import current_letter
from appeal.spacing import set_pieces, set_spaces
from appeal.versions import draft_next_version, hash_version, publish_version
from signatures.models.clock import database_now

NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
PROSE = st.text("ab:;!?«»% \n\t*_[](/)#-1.|é" + NO_BREAK + NARROW, max_size=40)
MARKED = st.lists(st.sampled_from(["un", "«", "»", "?", ":", "**", "*", " ", "\n", "`"]))


def breaks(text: str) -> list[str]:
    """Find the places where French lets no line break, and this text does."""
    return re.findall(r"[ \t\n][:;!?»%]|«[ \t\n]", text)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Pourquoi ?", f"Pourquoi{NARROW}?"),
        ("Oui ! Non ; bon", f"Oui{NARROW}! Non{NARROW}; bon"),
        ("deux choses : une, 50 %", f"deux choses{NO_BREAK}: une, 50{NO_BREAK}%"),
        ("« tout »", f"«{NO_BREAK}tout{NO_BREAK}»"),
        ("quoi  ?!", f"quoi{NARROW}?!"),
        ("à 10:30, sur https://a.example/?b=1;c", "à 10:30, sur https://a.example/?b=1;c"),
        (f"déjà{NO_BREAK}? là{NARROW}!", f"déjà{NO_BREAK}? là{NARROW}!"),
        ("", ""),
    ],
)
def test_french_is_set_as_french(typed: str, shown: str) -> None:
    assert set_spaces(typed, "fr") == shown


@pytest.mark.parametrize("language", ["en", "de", ""])
@given(typed=PROSE)
def test_other_languages_stay_as_they_are(language: str, typed: str) -> None:
    assert set_spaces(typed, language) == typed


@given(typed=PROSE)
def test_nothing_but_spaces_changes_and_no_line_breaks_badly(typed: str) -> None:
    shown = set_spaces(typed, "fr")

    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", typed)
    assert breaks(shown) == []
    assert set_spaces(shown, "fr") == shown


@given(pieces=st.lists(PROSE, min_size=1, max_size=6))
def test_pieces_read_as_their_whole(pieces: list[str]) -> None:
    shown = set_pieces(pieces, "fr")

    assert len(shown) == len(pieces)
    assert "".join(shown) == set_spaces("".join(pieces), "fr")


@given(words=MARKED)
def test_a_letter_breaks_nowhere_badly_whatever_is_marked(words: list[str]) -> None:
    source = "".join(word for word in words if word != "`")

    html = render_markdown(source, "fr").replace("&nbsp;", NO_BREAK)

    for line in re.findall(r"<(?:p|li|h2)>(.*?)</(?:p|li|h2)>", html, re.DOTALL):
        assert breaks(re.sub(r"</?(?:em|strong)>", "", line)) == []


@given(words=MARKED)
def test_a_letter_keeps_its_words_and_marks(words: list[str]) -> None:
    french, other = (render_markdown("".join(words), language) for language in ("fr", "en"))

    assert re.sub(r"\s|&nbsp;", "", french) == re.sub(r"\s|&nbsp;", "", other)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Note** : oui", "<p><strong>Note</strong>&nbsp;: oui</p>"),
        ("« *mot* »", "<p>«&nbsp;<em>mot</em>&nbsp;»</p>"),
        ("une ligne\n: l’autre", "<p>une ligne&nbsp;: l’autre</p>"),
        ("une ligne\nl’autre", "<p>une ligne\nl’autre</p>"),
        ("`a ? b`", "<p>a ? b</p>"),
        ("    a ? b", "a ? b"),
        ("```\na ? b\n```", "a ? b"),
        (
            "[qui ?](https://a.example/?b=%20:c)",
            f'<p><a href="https://a.example/?b=%20:c" rel="noopener">qui{NARROW}?</a></p>',
        ),
    ],
)
def test_marks_are_seen_through_and_code_is_left_alone(source: str, html: str) -> None:
    assert render_markdown(source, "fr").strip() == html


def test_what_is_shown_is_set_and_what_is_stored_and_hashed_is_not(appeal: Appeal) -> None:
    typed = {"title": "Et demain ?", "short_title": "Demain ?", "summary": "« Un » : deux"}
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    draft.texts.filter(language="fr").update(**typed, body="Pourquoi ?")
    publish_version(version=draft, now=database_now())

    letter = current_letter(appeal, "fr")
    stored = draft.texts.get(language="fr")

    assert letter.html == f"<p>Pourquoi{NARROW}?</p>\n"
    assert breaks(f"{letter.title}{letter.short_title}{letter.summary}") == []
    assert (stored.title, stored.summary, stored.body) == (
        typed["title"],
        typed["summary"],
        "Pourquoi ?",
    )
    assert hash_version(draft) == draft.sha256
