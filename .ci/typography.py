"""French as it is set: ’ and …, and a space that never breaks beside : ; ! ? % « ».

Looked at: the French catalogues, and what is written in French at once (`FRENCH`, `BOTH`): the
sample's texts, the guide, the pages that must not ask a catalogue. What the sample's people
type themselves is theirs.
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
}
# What no rule is about: other languages, style sheets, tags, code, addresses, settings.
_NOT_PROSE = re.compile(
    r'<(section|div|p)\b[^>]*\blang="en".*?</\1>|<style.*?</style>'
    r"|\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{#.*?#\}|\w+:<\w+>|<[^<>]+>"
    r"|`[^`]+`|\]\([^)]*\)|\S+=\S*|\bip[46]:",
    re.DOTALL,
)


def faults_of(text: str) -> list[str]:
    """List what is not set as French is, each with the words around it."""
    prose = _NOT_PROSE.sub("", text.replace("&nbsp;", "\u00a0"))
    return [
        f"{rule}: {prose[max(found.start() - 20, 0) : found.end() + 10]!r}"
        for rule, pattern in RULES.items()
        for found in pattern.finditer(prose)
    ]


def texts() -> Iterator[tuple[str, str]]:
    """Give every French text with the place where it stands."""
    for path in sorted(Path().glob(CATALOGUES)):
        for entry in polib.pofile(str(path)):
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                yield f"{path}:{entry.linenum}", text
    for path in sorted(path for pattern in FRENCH for path in Path().glob(pattern)):
        yield str(path), path.read_text(encoding="utf-8")
    for path in sorted(Path().glob(BOTH)):
        for text in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield str(path), text


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
    faults = [f"{place}: {fault}" for place, text in texts() for fault in faults_of(text)]
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
