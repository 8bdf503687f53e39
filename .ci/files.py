"""Files stay short, names say something; none carries a download address or half a merge.

What they cite is in the repository, too.
"""

import re
import subprocess
import sys
from pathlib import Path

MOST_LINES = 400
SOURCES = {".py", ".html", ".css", ".js"}
SAYS_NOTHING = {"utils.py", "helpers.py", "misc.py", "common.py"}
DOWNLOAD = re.compile(r"https?://\S+\.(?:whl|tgz|tar\.gz|deb)\b|--(?:extra-)?index-url")
CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
PAGE = re.compile(r"\bdocs/(?:[\w./-]+\.md\b|adr/\d{4})")
ELSEWHERE = re.compile(r"\bDESIGN\b|\b(?:trust|features|style)\.md\b")
# This file and its test name what they refuse.
REFUSED_HERE = {Path(".ci/files.py"), Path("tests/docs/test_files.py")}
LOCK_FILES = {"uv.lock", "package-lock.json", "poetry.lock"}


def faults_of(path: Path) -> list[str]:
    """List what is wrong with one file."""
    faults = []
    if path.name in SAYS_NOTHING:
        faults.append(f"{path}: a name that says nothing: name it by its subject")
    if path.name in LOCK_FILES:
        faults.append(f"{path}: lock files with addresses are not committed")
    if path.suffix not in SOURCES | {".txt", ".toml", ".md", ".yml", ".sh", ""}:
        return faults
    text = path.read_text(encoding="utf-8", errors="replace")
    generated = "migrations" in path.parts or "locale" in path.parts
    lines = text.count("\n")
    if path.suffix in SOURCES and not generated and lines > MOST_LINES:
        faults.append(f"{path}: {lines} lines, at most {MOST_LINES}: split it by subject")
    if path not in REFUSED_HERE and DOWNLOAD.search(text):
        faults.append(f"{path}: a download address")
    if path not in REFUSED_HERE:
        faults += [f"{path}: cites {found}, which is not here" for found in lost(text)]
    if CONFLICT.search(text):
        faults.append(f"{path}: the marks of a merge that nobody ended")
    return faults


def lost(text: str) -> list[str]:
    """List what a text cites and the repository does not have."""
    pages = {name for name in PAGE.findall(text) if not any(Path.cwd().glob(f"{name}*"))}
    return sorted(pages | set(ELSEWHERE.findall(text)))


def main() -> int:
    """Print every fault; 1 when there is one."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    faults = [fault for name in listed if Path(name).is_file() for fault in faults_of(Path(name))]
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
