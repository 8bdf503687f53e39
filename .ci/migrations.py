"""Migrations that would stop people from signing, or trip the release that still runs.

Squawk reads the SQL of each migration: a lock that lasts as long as the table is large, a
column that the running code does not fill. No database is asked. What was made before the
first release (`FIRST_TO_LOOK_AT`) met no table with rows.

A migration may say why a risk is none, for one rule of Squawk's:
`accepted = {"constraint-missing-not-valid": "a table of twelve rows"}`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

FIRST_TO_LOOK_AT = {"accounts": 4, "appeal": 10, "signatures": 36}
POSTGRES = 18
SQUAWK = Path(sys.executable).with_name("squawk")
# Each connection of ours has a lock_timeout, and a statement of `migrate` may take its time
# (docker-compose.yml). A dropped constraint has a test that misses it. The rest is taste.
NOT_ASKED = (
    "require-lock-timeout,require-statement-timeout,prefer-text-field,prefer-bigint-over-int,"
    "prefer-bigint-over-smallint,prefer-identity,prefer-robust-stmts,ban-drop-constraint"
)


class Writer(DatabaseSchemaEditor):
    """Writes statements down without asking a database about anything."""

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Take a statement down, with its values in it."""
        statement = str(sql)
        if params is not None:
            statement %= tuple(map(self.quote_value, params))
        self.collected_sql.append(f"{statement.rstrip().rstrip(';')};")

    def _constraint_names(self, *args: Any, **kwargs: Any) -> list[str]:
        """Know none: a statement that drops one of unknown name is left out."""
        return []


def statements(migration: Migration, before: ProjectState) -> str:
    """Give the SQL of a migration, and move `before` past it."""
    vars(connection)["pg_version"] = POSTGRES * 10_000  # else the server would be asked
    with Writer(connection, collect_sql=True, atomic=False) as writer:
        migration.apply(before, writer, collect_sql=True)
    return "\n".join(writer.collected_sql)


def findings(migration: Migration, before: ProjectState) -> Iterator[str]:
    """Give what is unsafe in a migration, a line each."""
    transaction = "--assume-in-transaction" if migration.atomic else "--no-assume-in-transaction"
    squawk = [str(SQUAWK), "--reporter", "json", "--pg-version", str(POSTGRES), transaction]
    squawk += ["--exclude", NOT_ASKED, "--stdin-filepath", str(migration)]
    done = subprocess.run(
        squawk, input=statements(migration, before), capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise RuntimeError(f"squawk: {done.stderr}")
    accepted: dict[str, str] = getattr(migration, "accepted", {})
    for found in json.loads(done.stdout):
        if found["rule_name"] not in accepted:
            help_ = found["help"] or ""
            yield f"{migration}: {found['rule_name']}: {found['message']} {help_}"


def main() -> int:
    """Look at every migration since the first release; 1 when one is unsafe."""
    django.setup()
    loader = MigrationLoader(None)
    unsafe = []
    for app, first in FIRST_TO_LOOK_AT.items():
        for key in sorted(loader.graph.nodes):
            if key[0] == app and int(key[1][:4]) >= first:
                before = loader.project_state(key, at_end=False)
                unsafe += findings(loader.graph.nodes[key], before)
    print(*unsafe, sep="\n")
    return int(bool(unsafe))


if __name__ == "__main__":
    sys.exit(main())
