"""Words folded for search: the same key however a word is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.folding import search_key

NAMES = st.text(max_size=80)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (("Lefèvre", "Anne-Marie"), "lefevre anne marie"),
        (("LEFÈVRE", "anne‑marie"), "lefevre anne marie"),
        (("O’Brien", "Seán"), "o brien sean"),
        (("O'Brien", "Sean"), "o brien sean"),
        (("Straße", ""), "strasse"),
        (("Ærø", "Þóra"), "ærø þora"),
        (("ﬁnance", "Œuvre"), "finance œuvre"),
        (("ᴬᴮ™", "Ⅷ"), "abtm viii"),
        (("İstanbul", "IŞIK"), "istanbul isik"),
        (("Nguyễn", "Thị  Hà"), "nguyen thi ha"),
        (("عُمَر",), "عمر"),
        (("Müller_Lüdenscheidt",), "muller ludenscheidt"),
        (("  a \t b \n",), "a b"),
        (("…", "—"), ""),
        ((), ""),
    ],
)
def test_search_key_folds_accents_capitals_and_punctuation(
    typed: tuple[str, ...], key: str
) -> None:
    assert search_key(*typed) == key


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_search_key_is_the_same_in_every_unicode_form(form: str) -> None:
    assert search_key(unicodedata.normalize(form, "Éloïse Ångström")) == "eloise angstrom"  # type: ignore[arg-type]


@given(text=NAMES)
def test_search_key_of_a_key_is_itself(text: str) -> None:
    key = search_key(text)

    assert search_key(key) == key


@given(text=st.text(alphabet="aàâäbcçdeéèêëfgñœæßøþłőű -’'", max_size=80))
def test_search_key_ignores_capitals(text: str) -> None:
    assert search_key(text.upper()) == search_key(text) == search_key(text.title())


@given(text=NAMES)
def test_search_key_holds_words_and_single_spaces_only(text: str) -> None:
    key = search_key(text)

    assert key == " ".join(key.split())
    assert all(character.isalnum() or character == " " for character in key)


@given(parts=st.lists(st.sampled_from(["ﷺ", "각", "ß", "a", " "]), max_size=400))
def test_search_key_always_fits_its_column(parts: list[str]) -> None:
    assert len(search_key("".join(parts), "".join(parts))) <= 340
