"""What the dossier's letters can show."""

import pytest

from signatures.dossier.glyphs import printable, printable_throughout


@pytest.mark.parametrize(
    "text",
    [
        "Noémie Lefèvre-D’Örsay",
        "Nguyễn Thị Ánh",
        "Łukasz Żółć",
        "Ελένη",
        "Чайковский",
        "«\u00a0№\u00a0»",
        "李小龙 曾蔭權 山田太郎 さくら 김민준",
        "محمد الأمين דוד अमित রবীন্দ্র",
    ],
)
def test_names_of_the_world_stay(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("e\u0301", "é"),
        ("\U00020000 Li", "□ Li"),
        ("A😀", "A□"),
        ("a\u202eb\u200dc", "abc"),
        ("a\x07b\nc", "ab c"),
        ("1\u202f100", "1\u00a0100"),
    ],
)
def test_what_has_no_shape_is_a_box_or_nothing(typed: str, shown: str) -> None:
    assert printable(typed) == shown


def test_every_text_in_plain_values_is_printable() -> None:
    assert printable_throughout({"a": ["😀", ("x", 1)], "b": None}) == {
        "a": ["□", ["x", 1]],
        "b": None,
    }
