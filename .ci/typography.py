"""French as it is set: ’ and …, and a space that never breaks beside : ; ! ? % « », in 1 000.

Looked at: the French catalogues, and what is written in French at once (`FRENCH`, `BOTH`): the
sample's texts, the guide, the pages that must not ask a catalogue. What the sample's people
type themselves is theirs. English, in the catalogues and the guide (`ENGLISH`), has ’ “ ”.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib

CATALOGUES = "locale/fr*/LC_MESSAGES/*.po"
FRENCH = (
    "demo/sample/letter_fr.md",
    "deploy/nginx/pages/*.html",
    "docs/organiser.md",
    "templates/500.html",
)
ENGLISH = ("docs/organiser.en.md",)
# Texts in both languages, and the key of the other one.
BOTH, OTHER = "demo/sample/story.toml", "en"

# A mark that ends a word; not one inside an address, an hour or a picture's `![`.
_MARK = r"[:;!?»](?=[\s)*_,.…»]|$)"
RULES = {
    "a straight apostrophe for ’": re.compile(r"(?<=\w)'(?=\w)"),
    "three full stops for …": re.compile(r"\.{3}"),
    "no U+00A0 before : ; ! ? »": re.compile(
        rf"[^\s\u202f:;!?(]{_MARK}|(?<=\S)[ \t]{_MARK}", re.MULTILINE
    ),
    "no U+00A0 after «": re.compile(r"«(?![\u00a0\u202f])"),
    # `%%` where a text has placeholders; no placeholder's own.
    "no U+00A0 before %": re.compile(r"[\d)s][ \t]?%%?(?![\w(%])"),
    # The narrow one parts thousands, as `figures/sentences.number` does, and nothing else.
    "no U+202F inside a number": re.compile(r"(?<!\d)\d{1,3}[ \u00a0]\d{3}(?!\d)"),
    "U+202F outside a number": re.compile(r"(?<!\d)\u202f|\u202f(?!\d{3})"),
}
ENGLISH_RULES = {"a straight ' or \" for ’ “ ”": re.compile(r"['\"]")}
# What no rule is about: other languages, style sheets, tags, code, addresses, settings.
_NOT_PROSE = re.compile(
    r'<(section|div|p)\b[^>]*\blang="en".*?</\1>|<style.*?</style>'
    r"|\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{#.*?#\}|\w+:<\w+>|<[^<>]+>"
    r"|`[^`]+`|\]\([^)]*\)|\S+=\S*|\bip[46]:",
    re.DOTALL,
)


def faults_of(text: str, rules: dict[str, re.Pattern[str]] = RULES) -> list[str]:
    """List what is not set as the rules want it, each with the words around it."""
    prose = _NOT_PROSE.sub("", text.replace("&nbsp;", "\u00a0"))
    return [
        f"{rule}: {prose[max(found.start() - 20, 0) : found.end() + 10]!r}"
        for rule, pattern in rules.items()
        for found in pattern.finditer(prose)
    ]


def texts() -> Iterator[tuple[str, str]]:
    """Give every French text with the place where it stands."""
    for place, entry in _entries():
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            yield place, text
    yield from _files(FRENCH)
    for path in sorted(Path().glob(BOTH)):
        for text in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield str(path), text


def english_texts() -> Iterator[tuple[str, str]]:
    """Give every English text of the catalogues and the guide, with its place."""
    for place, entry in _entries():
        yield place, entry.msgid
        yield place, entry.msgid_plural
    yield from _files(ENGLISH)


def _entries() -> Iterator[tuple[str, polib.POEntry]]:
    for path in sorted(Path().glob(CATALOGUES)):
        for entry in polib.pofile(str(path)):
            yield f"{path}:{entry.linenum}", entry


def _files(patterns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for path in sorted(path for pattern in patterns for path in Path().glob(pattern)):
        yield str(path), path.read_text(encoding="utf-8")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key != OTHER:
                yield from _strings(one)


def main() -> int:
    """Print every fault; 1 when there is one."""
    looked_at = ((texts(), RULES), (english_texts(), ENGLISH_RULES))
    faults = [
        f"{place}: {fault}"
        for found, rules in looked_at
        for place, text in found
        for fault in faults_of(text, rules)
    ]
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
