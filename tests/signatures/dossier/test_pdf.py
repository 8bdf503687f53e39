"""The PDF, as its readers' tools see it."""

from pathlib import Path

import pytest

from appeal.models import Appeal
from signatures.dossier.edition import languages_of, make_pdf, prepare
from signatures.dossier.typesetting import TooLargeError, TypesettingError
from signatures.enums import Display, ModerationStatus
from signatures.figures.snapshots import take_snapshot
from signatures.models import Signature, Snapshot
from signatures.models.clock import database_now
from tests.factories import make_signature
from tests.signatures.dossier.reading import facts_of, needs_poppler, said_by, text_of

pytestmark = pytest.mark.broad  # whole dossiers, which other programs read

NAUGHTY = (
    '#panic("x")', "*gras* _it_", "$x^2$", "= Titre", "// rien", "/* rien", "<label> @label",
    "`code`", '"guillemet', "\\ #{1+1}", "[crochet](", "- tiret", "李小龙", "😀", "a\u202eb", "~~",
)  # fmt: skip


def pdf_of(snapshot: Snapshot, choice: str = "fr") -> bytes:
    return make_pdf(prepare(snapshot, languages=languages_of(choice), now=database_now()))


@needs_poppler
def test_file_says_what_it_is(snapshot: Snapshot) -> None:
    pdf = pdf_of(snapshot)

    facts = facts_of(pdf)
    assert facts["Title"] == "Pour une IA responsable"
    assert facts["Author"] == "Université d’Exemple"
    assert (facts["Tagged"], facts["Page size"]) == ("yes", "595.276 x 841.89 pts (A4)")
    assert b"/Lang (fr)" in pdf or b"/Lang(fr)" in pdf
    assert b"pdfuaid:part>1<" in pdf
    fonts = said_by("pdffonts", pdf).splitlines()[2:]
    assert fonts
    assert {line.split()[-5] for line in fonts} == {"yes"}  # embedded


@needs_poppler
def test_text_comes_in_reading_order(snapshot: Snapshot) -> None:
    text = text_of(pdf_of(snapshot))

    expected = [
        "Dossier remis au jury", "Pour une IA responsable", "4 signatures vérifiées",
        snapshot.sha256, "Sommaire", "Pourquoi Parce que cela compte.", "Le chiffre, décomposé",
        "Comment nous comptons", "Comment vérifier", "Les signataires 3 noms",
        "Étudiantes et étudiants 2", "Ada Alpha , Observatoire", "Zoé Zwanzig , Chimiste",
        "Citoyens 1", "Bob Beta",
    ]  # fmt: skip
    joined = text.replace(" , ", ", ")
    place = 0
    for words in expected:
        place = joined.find(words.replace(" , ", ", "), place)
        assert place >= 0, words
    assert "Niemand" not in text


@needs_poppler
def test_both_languages_are_in_one_document_with_the_names_once(snapshot: Snapshot) -> None:
    text = text_of(pdf_of(snapshot, "both"))

    assert text.index("Dossier remis au jury") < text.index("Dossier for the jury")
    assert text.index("Dossier for the jury") < text.index("Zoé Zwanzig")
    assert text.count("Zoé Zwanzig") == 1


@needs_poppler
def test_whatever_people_type_is_text(appeal: Appeal) -> None:
    for number, typed in enumerate(NAUGHTY):
        make_signature(appeal, first_name=typed, last_name=f"N{number}", organisation=typed)
    snapshot = take_snapshot(appeal, by=None, now=database_now())

    text = text_of(pdf_of(snapshot))

    assert '#panic("x") N0, #panic("x")' in text.replace(" ,", ",")
    assert "李小龙 N12" in text
    assert "□ N13" in text
    assert "Le signe □ remplace un caractère" in text
    for number in range(len(NAUGHTY)):
        assert f"N{number}" in text


@needs_poppler
def test_initials_run_on_behind_the_names(appeal: Appeal) -> None:
    for first, last in (("Jean-Baptiste", "Zola"), ("Ada", "Byron")):
        make_signature(appeal, first_name=first, last_name=last, display=Display.INITIALS)
    make_signature(appeal, first_name="Zoé", last_name="Zwanzig")
    snapshot = take_snapshot(appeal, by=None, now=database_now())

    text = text_of(pdf_of(snapshot))

    assert "Zoé Zwanzig Par leurs initiales" in text
    assert "initiales : A. B., J.-B. Z." in text.replace("\u00a0", " ")


def test_same_edition_gives_the_same_bytes(snapshot: Snapshot) -> None:
    assert pdf_of(snapshot) == pdf_of(snapshot)


@needs_poppler
def test_names_are_those_shown_now_and_the_figure_that_of_then(
    appeal: Appeal, snapshot: Snapshot
) -> None:
    ada, zoe = (Signature.objects.get(last_name=name) for name in ("Alpha", "Zwanzig"))
    ada.display = Display.HIDDEN
    ada.save(update_fields=["display"])
    zoe.moderation = ModerationStatus.HELD
    zoe.save(update_fields=["moderation"])

    text = text_of(pdf_of(snapshot))

    assert "4 signatures vérifiées" in text
    assert "Bob Beta" in text
    assert "Alpha" not in text
    assert "Zwanzig" not in text


def test_engine_that_takes_too_long_is_stopped(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signatures.dossier.typesetting._LONGEST", 0)

    with pytest.raises(TypesettingError):
        pdf_of(snapshot)


def test_engine_that_is_killed_says_what_it_lacked(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killed = tmp_path / "python"
    killed.write_text("#!/bin/sh\nkill -9 $$\n")
    killed.chmod(0o700)
    monkeypatch.setattr("signatures.dossier.typesetting.sys.executable", str(killed))

    with pytest.raises(TooLargeError, match="memory"):
        pdf_of(snapshot)
