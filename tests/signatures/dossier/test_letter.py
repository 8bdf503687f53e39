"""The letter's Markdown as plain values."""

from typing import Any

from signatures.dossier.letter import letter_blocks


def words(node: dict[str, Any]) -> str:
    return str(node.get("text", "")) + "".join(words(part) for part in node.get("parts", []))


def test_blocks_come_in_reading_order_with_their_kinds() -> None:
    blocks = letter_blocks(
        "# Title\n\nText *em* [there](https://a.example).\n\n1. one\n\n> quote\n", "en"
    )

    assert [block["kind"] for block in blocks] == [
        "heading",
        "paragraph",
        "ordered_list",
        "blockquote",
    ]
    assert blocks[0]["level"] == 2
    assert words(blocks[1]) == "Text em there."


def test_markup_of_the_engine_is_text() -> None:
    assert words(letter_blocks('#panic("x") $1$ @ref\n', "en")[0]) == '#panic("x") $1$ @ref'
