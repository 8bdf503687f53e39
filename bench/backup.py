"""How long a backup and a restore take, with the scripts of deploy/ on a PostgreSQL of its own.

    python -m bench.backup 100000 1000000

The floor beside them is what no backup can do without: reading the rows, `COPY` to nowhere.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from stack.database import Database, running_database
from stack.processes import CommandFailedError
from stack.variables import production

_LINE = "| {:>10,} | {:>9} | {:>7} | {:>10} | {:>11} | {:>8} |"
_HEAD = ("rows", "read them", "back up", "the backup", "the database", "restore")
_READ = "COPY signatures_signature TO '/dev/null'"
_SIZE = "SELECT pg_database_size('paraphe')"
_ROWS = "SELECT count(*) FROM signatures_signature"


def main(sizes: list[str]) -> int:
    """Measure each size and print a line of Markdown for it."""
    print("| " + " | ".join(_HEAD) + " |\n" + "|---:" * len(_HEAD) + "|", flush=True)
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="paraphe-backup-") as folder:
            print(measure(int(size), Path(folder)), flush=True)
    return 0


def measure(signatures: int, folder: Path) -> str:
    """Load so many signatures, back them up, restore them; returns the line.

    Raises:
        CommandFailedError: a command failed, or not every row came back.
    """
    key = folder / "key.txt"
    made = subprocess.run(
        ["age-keygen", "-o", key], capture_output=True, text=True, check=True
    ).stderr
    recipient = made.strip().removeprefix("Public key: ")
    with running_database(durable=True) as database:
        _load(database, signatures, folder)
        before = database.ask(_ROWS)
        read = _seconds(lambda: database.ask(_READ))
        backed_up = _seconds(
            lambda: database.run_well("bash", "deploy/backup.sh", str(folder), recipient)
        )
        [file] = folder.glob("*.age")
        restored = _seconds(
            lambda: database.run_well("bash", "deploy/restore.sh", str(file), str(key))
        )
        if database.ask(_ROWS) != before:
            raise CommandFailedError("not every row came back")
        [(size,)] = database.ask(_SIZE)
        return _LINE.format(
            signatures,
            f"{read:.1f} s",
            f"{backed_up:.0f} s",
            f"{file.stat().st_size / 2**20:,.0f} MB",
            f"{int(str(size)) / 2**20:,.0f} MB",
            f"{restored:.0f} s",
        )


def _load(database: Database, signatures: int, folder: Path) -> None:
    """Migrate, and load the sample with so many signatures."""
    python = f"{Path(sys.executable).parent}{os.pathsep}{database.environment['PATH']}"
    owner = {**production(folder), "DATABASE_URL": database.owner_url, "PATH": python}
    database.run_well("python", "manage.py", "migrate", "--verbosity", "0", **owner)
    database.run_well("python", "manage.py", "grant_roles", **owner)
    demo = {**owner, "PARAPHE_DEMO": "1", "DEMO_DIR": str(folder), "STATEMENT_TIMEOUT": "0"}
    sample = ("python", "manage.py", "load_sample", "--signatures", str(signatures))
    database.run_well(*sample, **demo)


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
