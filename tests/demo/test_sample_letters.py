import re

import pytest

from appeal.markdown import render_markdown
from appeal.models import AppealText
from demo.sample.letters import LANGUAGES, SampleLetter, read_letter

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture(params=LANGUAGES)
def letter(request: pytest.FixtureRequest) -> SampleLetter:
    return read_letter(request.param)


def test_letter_has_the_length_of_a_page_and_a_half(letter: SampleLetter) -> None:
    words = [word for word in letter.body.split() if re.search(r"\w", word)]

    assert 600 <= len(words) <= 800


def test_texts_fit_their_fields(letter: SampleLetter) -> None:
    AppealText(**vars(letter)).clean_fields(exclude=["version"])

    assert 0 < len(letter.summary) <= 600
    assert "\n" not in letter.summary


def test_letter_has_five_parts_and_six_commitments(letter: SampleLetter) -> None:
    html = render_markdown(letter.body, "fr")

    assert (html.count("<h2>"), html.count("<li>")) == (5, 6)


def test_letter_names_no_date(letter: SampleLetter) -> None:
    text = "".join(vars(letter).values()).replace(f"France{NO_BREAK}2030", "")

    assert re.findall(r"\b(?:19|20)\d\d\b", text) == []


def test_french_typography() -> None:
    text = "".join(vars(read_letter("fr")).values())

    assert not set("'\"“”") & set(text)
    assert re.findall(rf"[^{NARROW}][;!?]", text) == []
    assert re.findall(rf"[^{NO_BREAK}]:", text) == []
    assert re.findall(rf"«(?!{NO_BREAK})|(?<!{NO_BREAK})»", text) == []


def test_english_typography() -> None:
    text = "".join(vars(read_letter("en")).values())

    assert not set("'\"«»") & set(text)
    assert text.count("“") == text.count("”") > 0
