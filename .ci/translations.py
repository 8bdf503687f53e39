"""Translations are complete, in step with the sources, and compiled."""

import sys
from pathlib import Path

import polib

LOCALE = Path("locale")


def faults_of(source: Path) -> list[str]:
    """List the messages of one catalogue that are missing or doubtful."""
    catalogue = polib.pofile(str(source))
    faults = [
        f"{source}: untranslated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()
    ]
    faults += [f"{source}: fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    compiled = source.with_suffix(".mo")
    if not compiled.is_file():
        return [*faults, f"{compiled}: not compiled (make messages)"]
    expected = {entry.msgid_with_context: entry for entry in catalogue.translated_entries()}
    found = {entry.msgid_with_context: entry for entry in polib.mofile(str(compiled))}
    for msgid, entry in expected.items():
        other = found.get(msgid)
        if other is None or (other.msgstr, other.msgstr_plural) != (
            entry.msgstr,
            entry.msgstr_plural,
        ):
            faults.append(f"{compiled}: older than its source: {msgid!r} (make messages)")
    return faults


def main() -> int:
    """Print every fault; 1 when there is one."""
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    faults = [fault for source in catalogues for fault in faults_of(source)]
    if not catalogues:
        faults = ["locale/: no catalogue"]
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
