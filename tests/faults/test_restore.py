"""Back up, lose everything, restore, go on: nothing is sent to everybody again (R-42).

The scripts and their encryption are tried in tests/deploy/test_backup.py.
"""

import subprocess
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier

from demo.binaries import postgres_binaries
from demo.postgres import DATABASE
from tests.faults.crowd import Crowd
from tests.faults.invariants import all_hold, settle
from tests.faults.site import WEB, WORKERS, Site
from tests.waiting import eventually

pytestmark = [
    pytest.mark.stack,
    pytest.mark.xdist_group("faults"),
    pytest.mark.long,
    pytest.mark.requirement("R-42"),
]
NUMBERS = """
SELECT (SELECT count(*) FROM signatures_signature),
       (SELECT count(*) FROM signatures_outboundemail WHERE state = 'sent'),
       (SELECT count(*) FROM signatures_outboundemail WHERE state = 'queued')
"""


def test_what_was_sent_stays_sent_and_what_waited_is_sent(
    site: Site, crowd: Crowd, tmp_path: Path
) -> None:
    done = crowd.sign(5)
    settle(site)
    site.office.shut()
    waiting = crowd.sign(5)
    [before] = site.ask(NUMBERS)
    backup = tmp_path / "backup"
    run(site, "pg_dump", "--format=custom", f"--file={backup}", DATABASE)
    site.office.open()
    settle(site)  # what waited has been sent since the backup, which does not know it

    for name in (*WEB, *WORKERS, "beat"):
        site.kill(name)
    with site.connect(dbname="postgres") as connection:
        database = Identifier(DATABASE)
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(database))
        connection.execute(SQL("CREATE DATABASE {}").format(database))
    run(site, "pg_restore", f"--dbname={DATABASE}", "--exit-on-error", str(backup))
    [after] = site.ask(NUMBERS)
    for name in (*WEB, *WORKERS, "beat"):
        site.start(name)
    site.wait_until_whole()
    eventually(lambda: site.ask(NUMBERS)[0][2] == 0)

    assert after == before
    assert {len(site.office.to(address)) for address in done} == {1}
    assert {len(site.office.to(address)) for address in waiting} == {2}
    crowd.until_accepted(crowd.addresses(1)[0])
    all_hold(site, crowd, crashes=len(waiting))


def run(site: Site, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs against the site's server."""
    done = subprocess.run(
        [postgres_binaries() / program, f"--host={site.environment['PGHOST']}", *arguments],
        env={"PGUSER": "paraphe"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
