"""The folder of PostgreSQL's data: where it is, whose it is, and making it."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from demo import leftovers
from demo.binaries import postgres_version
from demo.folders import SHARED_FOLDER, FolderError, make_ours, name_for, others_may_reach
from demo.program import Account, Program, server_environment, start

SUPERUSER = "paraphe"
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
# From this version on PostgreSQL brings its own C.UTF-8, the same on every system.
FIRST_WITH_BUILTIN_LOCALE = 17
NOTE = "postgres-is-elsewhere"  # in the folder of the data
PATIENCE = 3.0  # seconds that a leftover server gets to stop


class ClusterError(FolderError):
    """The folder of PostgreSQL's data cannot be used; the message says what to do."""


def server_account() -> Account | None:
    """Return the account that has to run PostgreSQL, None for our own.

    Raises:
        ClusterError: we are root, and the system has no account without rights.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise ClusterError(
            f"PostgreSQL does not run as root, and there is no account {UNPRIVILEGED!r}."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def give(folder: Path, account: Account | None) -> None:
    """Make `folder` the property of `account`, unless that is None, our own."""
    if account:
        os.chown(folder, account.uid, account.gid)


def prepared_cluster(data: Path, binaries: Path, account: Account | None) -> Path:
    """Return the cluster of `data`, which is made when there is none.

    Args:
        data: where it is, unless the account cannot reach it there.
        binaries: the programs of PostgreSQL.
        account: the account that runs it, None for our own.

    Raises:
        ClusterError: it is another account's or another PostgreSQL's, or cannot be made.
    """
    cluster = _place_of_cluster(data)
    if cluster.exists():
        _check(cluster, binaries, account)
    else:
        _make(cluster, binaries, account)
    return cluster


def stop_leftovers(cluster: Path) -> None:
    """Stop the server of a killed run, and the backends that outlived a killed server."""
    leftovers.stop(leftovers.working_in(cluster, {"postgres"}), signal.SIGINT, PATIENCE)


def discard_elsewhere(data: Path) -> None:
    """Remove a cluster of `data` that had to be kept outside of it, if there is one."""
    if (data / NOTE).exists():
        shutil.rmtree(_elsewhere(data))
        (data / NOTE).unlink()


def _elsewhere(data: Path) -> Path:
    return SHARED_FOLDER / f"paraphe-data-{name_for(data)}"


def _place_of_cluster(data: Path) -> Path:
    """Return where the cluster of `data` is: in it, or where `nobody` may reach it.

    A note in `data` tells a cluster kept elsewhere from one that outlived its `data`,
    which is removed: who deletes the demo's folder wants to begin anew.
    """
    data.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or others_may_reach(data):
        return data / "postgres"
    elsewhere = make_ours(_elsewhere(data), 0o711) / "postgres"
    note = data / NOTE
    if not note.exists():
        stop_leftovers(elsewhere)
        shutil.rmtree(elsewhere, ignore_errors=True)
        note.write_text(f"{elsewhere}\n")
    return elsewhere


def _check(cluster: Path, binaries: Path, account: Account | None) -> None:
    if cluster.stat().st_uid != (account.uid if account else os.geteuid()):
        raise ClusterError(f"{cluster} is the data of another account: use another DEMO_DIR.")
    made_by = int((cluster / "PG_VERSION").read_text())
    if made_by != (ours := postgres_version(binaries)):
        raise ClusterError(
            f"{cluster} was made by PostgreSQL {made_by}, and this is {ours}: "
            "remove the demo's folder, or use another DEMO_DIR."
        )


def _make(cluster: Path, binaries: Path, account: Account | None) -> None:
    """Run initdb in a draft, so that a cluster is there whole or not at all."""
    draft = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give(draft, account)
    locale = ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=en_US.UTF-8"]
    if postgres_version(binaries) >= FIRST_WITH_BUILTIN_LOCALE:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    initdb = Program(
        name="initdb",
        argv=(
            str(binaries / "initdb"),
            f"--pgdata={draft}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            *locale,
        ),
        environment=server_environment(),
        folder=Path("/"),
        account=account,
    )
    with start(initdb, subprocess.PIPE) as process:  # ends by itself within a second or two
        said, _ = process.communicate()
    if process.returncode:
        reason = said.decode(errors="replace").strip()
        raise ClusterError(f"PostgreSQL could not make its folder {draft}: {reason}")
    draft.rename(cluster)
