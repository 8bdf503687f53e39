"""What a name may look like: everybody's name, and nothing that harms its readers (R-10)."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from signatures.signing.names import clean_line, validate_line, validate_lines, validate_name

PEOPLE = [
    "Suzie",
    "Anne-Marie",
    "Jean-François",
    "O'Brien",
    "O’Brien",
    "d’Ormesson",
    "de La Fontaine",
    "Saint-Exupéry",
    "Lefèvre-d'Orgeval",
    "L’Hôpital",
    "Ŵilliam",
    "Müller-Lüdenscheidt",
    "Strauß",
    "Þóra Björk",
    "Łukasz Żółć",
    "Dvořák",
    "Gonçalves da Conceição",
    "Ñuñez",
    "Nguyễn Thị Minh Khai",
    "Sinéad Ní Bhriain",
    "Kowalski jr.",
    "John Smith III",
    "Martin Luther King Jr.",
    "Dr. Mr.Smith",
    "St.Pierre",
    "M.Dupont",
    "J.Li",
    "J.LI",
    "Dr.Ng",
    "Mme.Schmidt",
    "J.-P.Martin",
    "J. R. R.",
    "Ng",
    "O",
    "Y",
    "X Æ A-12",
    "Иван Петрович",
    "Ярослава",
    "Ελένη",
    "עמוס",
    "שָׁלוֹם",
    "عمر",
    "مُحَمَّد",
    "می‌نا",
    "নাজমা",
    "सुरेश",
    "क्‍षेत्र",
    "சுப்ரமணியன்",
    "ปิยะ",
    "ที่รัก",
    "王",
    "王小明",
    "さくら",
    "김민준",
    "ኃይለ ሥላሴ",
    "Գրիգոր",
    "თამარ",
    "ʻAkahi",
    "Te Ariki-nui",
    "N!xau",
    "Zoë (Zo) Dupont",
    "Mac·Dara",
    "Sœur Emmanuelle",
    "Ça",
    "Étienne, abbé",
    "Anne & Paul",
    "M°Laren",
    "Frank Aïssa 2",
    "Comité",
    "A" * 80,
]
NOBODY = [
    ("https://casino.example", "url"),
    ("Visit http://x", "url"),
    ("www.casino.example", "url"),
    ("WWW.CASINO.EXAMPLE", "url"),
    ("casino.com", "url"),
    ("Casino.Com/win", "url"),
    ("buy at shop-24.xyz now", "url"),
    ("ftp://files", "url"),
    ("bit.io", "url"),
    ("exemple.fr", "url"),
    ("bit.ly/2xGo", "url"),
    ("casino.shop", "url"),
    ("Casino.Shop", "url"),
    ("CASINO.SHOP", "url"),
    ("Jeux casino.online", "url"),
    ("t.me/joinchat", "url"),
    ("T.Me/joinchat", "url"),
    ("wa.me/336", "url"),
    ("spam.de", "url"),
    ("example.co.uk", "url"),
    ("spam.bd", "url"),
    ("evil.app", "url"),
    ("casino。com", "url"),
    ("casino｡com", "url"),
    ("ｃａｓｉｎｏ．ｓｈｏｐ", "url"),
    ("казино.москва", "url"),
    ("(casino.shop)", "url"),
    ("super-casino.com-win", "url"),
    ("casino.shop.Merci", "url"),
    ("Bit.Io", "url"),
    ("suzie@campus.example", "at"),
    ("Suzie @ Paris", "at"),
    ("=HYPERLINK(1)", "start"),
    ("=1+1", "start"),
    ("+33 6", "start"),
    ("-Marie", "start"),
    ("@SUM(A1)", "start"),
    ("\tMarie", "hidden"),
    ("\rMarie", "hidden"),
    ("Ma\x00rie", "hidden"),
    ("Ma\x07rie", "hidden"),
    ("Marie\r\nBcc: x", "hidden"),
    ("Ma\x1brie", "hidden"),
    ("Ma\x7frie", "hidden"),
    ("Ma\x85rie", "hidden"),
    ("\u202eeiraM", "hidden"),
    ("Ma\u202arie", "hidden"),
    ("Ma\u202brie", "hidden"),
    ("Ma\u202crie", "hidden"),
    ("Ma\u202drie", "hidden"),
    ("Ma\u2066rie", "hidden"),
    ("Ma\u2067rie", "hidden"),
    ("Ma\u2068rie", "hidden"),
    ("Ma\u2069rie", "hidden"),
    ("Ma\u200erie", "hidden"),
    ("Ma\u200frie", "hidden"),
    ("Ma\u061crie", "hidden"),
    ("Ma\u200brie", "hidden"),
    ("Ma\u2060rie", "hidden"),
    ("\ufeffMarie", "hidden"),
    ("Ma\u00adrie", "hidden"),
    ("Ma\ufff9rie", "hidden"),
    ("Marie\U000e0041", "hidden"),
    ("Ma\ue000rie", "hidden"),
    ("Ma\uffffrie", "hidden"),
    ("Ma\ud800rie", "hidden"),
    ("Ma\u0378rie", "hidden"),
    ("\u3164", "hidden"),
    ("\u115f\u1160", "hidden"),
    ("\uffa0", "hidden"),
    ("\u2800\u2800", "hidden"),
    ("Z\u0300\u0301\u0302\u0303", "marks"),
    ("Za" + "\u0336" * 9 + "lgo", "marks"),
    ("", "letters"),
    ("12345", "letters"),
    ("...", "letters"),
    ("'", "letters"),
    ("—", "letters"),
    ("❤", "letters"),
    ("😀😀", "letters"),
    ("\u0301", "letters"),
    ("\u200d", "letters"),
    ("!!!", "letters"),
]


@pytest.mark.requirement("R-10")
def test_lists_are_long_enough() -> None:
    assert len(PEOPLE) >= 60
    assert len(NOBODY) >= 60


@pytest.mark.requirement("R-10")
@pytest.mark.parametrize("name", PEOPLE)
def test_name_of_a_person_is_accepted_as_it_is(name: str) -> None:
    tidied = clean_line(name)

    validate_name(tidied)

    assert tidied == unicodedata.normalize("NFC", name)


@pytest.mark.requirement("R-10")
@pytest.mark.parametrize(("name", "why"), NOBODY)
def test_name_of_nobody_is_refused(name: str, why: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_name(name)

    assert caught.value.code == why


@pytest.mark.parametrize(
    "line",
    [
        "3e",
        "42",
        "Université de Montpellier",
        "C.N.R.S.",
        "C.N.R.S./I.N.R.A.E",
        "R&D @ Lab",
        "№ 5",
        "L'Oréal",
        "S.A.R.L",
        "Univ.Paris 8",
        "Resp.Achats/Ventes",
        "St.Pierre/Miquelon",
        "24/7, 3.14",
        "C’est important.Je signe",
    ],
)
def test_line_about_an_organisation_is_accepted(line: str) -> None:
    validate_line(line)

    assert clean_line(line) == line


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_lines_are_refused_when_any_of_them_starts_a_formula(start: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_lines(f"Bonjour\n{start}cmd|' /C calc'!A0")

    assert caught.value.code == "start"


def test_lines_without_anything_wrong_are_accepted() -> None:
    text = "Je signe pour mes étudiants.\nEt pour moi = aussi + encore - un peu."

    validate_lines(text)

    assert text.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  Anne   Marie ", "Anne Marie"),
        ("Anne\tMarie\r\n", "Anne Marie"),
        ("Anne\u00a0Marie", "Anne Marie"),
        ("Anne\u2003Marie\u3000", "Anne Marie"),
        ("Anne\u2028Marie\u2029", "Anne Marie"),
        ("Franc\u0327ois", "François"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_clean_line_tidies_spaces_and_composes(typed: str, tidied: str) -> None:
    assert clean_line(typed) == tidied


@given(typed=st.text(max_size=80))
def test_clean_line_of_a_clean_line_is_itself(typed: str) -> None:
    tidied = clean_line(typed)

    assert clean_line(tidied) == tidied


@pytest.mark.requirement("R-10")
@given(typed=st.text(max_size=80))
def test_name_that_is_accepted_cannot_harm_its_readers(typed: str) -> None:
    name = clean_line(typed)
    try:
        validate_name(name)
    except ValidationError:
        return

    kinds = {unicodedata.category(character) for character in name} - {"Cf"}
    assert not kinds & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not name.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "@" not in name
    assert "://" not in name
    assert name.isprintable() or "\u200c" in name or "\u200d" in name
