"""Translations are complete, in step with the sources, and compiled."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

LOCALE = Path("locale")


def untranslated_in_sources() -> list[str]:
    """Collect the messages anew beside the tree, and list those without a translation.

    Without gettext's tools nothing is compared, and that is said.
    """
    if shutil.which("xgettext") is None:
        print("NOT COMPARED with the sources: gettext is not installed")
        return []
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    with tempfile.TemporaryDirectory() as scratch:
        for name in tracked:
            path = Path(name)
            if path.suffix in {".py", ".html", ".txt", ".po"} and path.is_file():
                copy = Path(scratch, name)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
        command = [sys.executable, "-m", "django", "makemessages", "--no-obsolete"]
        command += ["--no-location", "--ignore=tests", "--all"]
        subprocess.run(command, check=True, cwd=scratch, capture_output=True)
        faults = []
        for source in Path(scratch, LOCALE).glob("*/LC_MESSAGES/*.po"):
            catalogue = polib.pofile(str(source))
            missing = [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
            faults += [
                f"{source.relative_to(scratch)}: not collected: {one.msgid!r}" for one in missing
            ]
        return faults


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
    faults += untranslated_in_sources()
    if not catalogues:
        faults = ["locale/: no catalogue"]
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
