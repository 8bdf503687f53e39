"""What changed between two versions: nothing is lost, and who cannot see colours is told."""

from hypothesis import given
from hypothesis import strategies as st

from appeal.differences import (
    Change,
    Piece,
    compare_letters,
    compare_with_published,
    compare_words,
    revisions,
)
from appeal.enums import ChangeKind
from appeal.models import Appeal
from appeal.versions import draft_next_version, publish_version
from signatures.models.clock import database_now

WORDS = st.lists(st.sampled_from(["un", "deux", "trois", ",", "é"]), max_size=8).map(" ".join)
LETTERS = st.lists(WORDS, max_size=5).map("\n\n".join)


def side(pieces: list[Piece], without: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change != without)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = compare_words(before, after)

    assert side(pieces, Change.ADDED) == before
    assert side(pieces, Change.REMOVED) == after


@given(LETTERS, LETTERS)
def test_no_paragraph_is_lost(before: str, after: str) -> None:
    paragraphs = list(compare_letters(before, after))

    def read(without: Change) -> list[str]:
        return [text for pieces in paragraphs if (text := side(pieces, without).strip())]

    assert read(Change.ADDED) == [t for one in before.split("\n\n") if (t := one.strip())]
    assert read(Change.REMOVED) == [t for one in after.split("\n\n") if (t := one.strip())]


def test_a_reworded_paragraph_is_one_and_a_new_one_another() -> None:
    before = "## Titre\n\nNous demandons **quatre** moyens pour agir."
    after = "## Titre\n\nUn paragraphe neuf.\n\nNous demandons **cinq** moyens pour agir."

    same, new, reworded = compare_letters(before, after)

    assert same == [Piece(Change.SAME, "Titre")]
    assert new == [Piece(Change.ADDED, "Un paragraphe neuf.")]
    assert reworded == [
        Piece(Change.SAME, "Nous demandons "),
        Piece(Change.REMOVED, "quatre"),
        Piece(Change.ADDED, "cinq"),
        Piece(Change.SAME, " moyens pour agir."),
    ]


def test_a_link_that_leads_elsewhere_is_a_change() -> None:
    (pieces,) = compare_letters("[ici](https://a.example)", "[ici](https://b.example)")

    assert {piece.change for piece in pieces} == set(Change)


def test_a_draft_is_compared_with_what_is_public(appeal: Appeal) -> None:
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    draft.texts.filter(language="fr").update(title="Pour une IA fiable")

    french, english = compare_with_published(draft)

    assert (french.language, english.language) == ("fr", "en")
    assert Piece(Change.ADDED, "fiable") in french.title
    assert {piece.change for piece in english.title} == {Change.SAME}


def test_a_change_of_the_subject_of_mails_alone_is_shown(appeal: Appeal) -> None:
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    draft.texts.filter(language="fr").update(short_title="Une coquile")

    french, english = compare_with_published(draft)

    assert Piece(Change.ADDED, "coquile") in french.short_title
    assert english.short_title == []
    assert {piece.change for piece in french.title} == {Change.SAME}


def test_revisions_come_newest_first_and_the_first_compares_with_nothing(appeal: Appeal) -> None:
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    assert [one.version.number for one in revisions(appeal, "fr")] == [1]

    publish_version(version=draft, now=database_now())

    second, first = revisions(appeal, "fr")
    assert (second.version.number, first.version.number) == (2, 1)
    assert (first.title, first.paragraphs) == ([], [])
    assert compare_with_published(appeal.versions.get(number=1)) != []
