"""The sample letter: one Markdown file per language, its titles in TOML on top."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("fr", "en")
_FENCE = "+++\n"


@dataclass(frozen=True)
class SampleLetter:
    """What a file says, named as the fields of `AppealText`."""

    language: str
    title: str
    short_title: str
    summary: str
    body: str


def read_letter(language: str) -> SampleLetter:
    """Read `letter_<language>.md`."""
    text = Path(__file__).with_name(f"letter_{language}.md").read_text(encoding="utf-8")
    _before, front_matter, body = text.split(_FENCE, 2)
    return SampleLetter(language=language, body=body, **tomllib.loads(front_matter))
