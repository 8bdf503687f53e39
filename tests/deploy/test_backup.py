"""The database's role, back up and restore: the scripts of deploy/ on a real PostgreSQL."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stack.database import Database, running_database
from stack.variables import production

WITHDRAW = (
    "from signatures.models import Signature; from signatures.models.clock import database_now;"
    " from signatures.signing.withdraw import withdraw_signature;"
    " signature = Signature.objects.filter(status='verified').first();"
    " withdraw_signature(handle=signature.handle, now=database_now())"
)
pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("backup")]
MAKE_SIGNATURES = (
    "from tests.factories import make_appeal, make_signature; appeal = make_appeal();"
    " [make_signature(appeal) for _ in range(3)]"
)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with running_database() as running:
        yield running


@pytest.fixture(scope="module")
def site(database: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of an installation on the database, which is migrated and has signatures."""
    folder = tmp_path_factory.mktemp("site")
    variables = {**production(folder), "DATABASE_URL": database.url}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{database.environment['PATH']}"
    owner = {**variables, "DATABASE_URL": database.owner_url}
    as_whom = {"migrate": owner, "grant_roles": owner, "shell": variables}
    for name, environment in as_whom.items():
        more = ("--command", MAKE_SIGNATURES) if name == "shell" else ()
        done = database.run("python", "manage.py", name, "--verbosity", "0", *more, **environment)
        assert done.returncode == 0, done.stderr
    return variables


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, Path]:
    """A pair of age keys: the public one, and the file of the private one."""
    if shutil.which("age") is None or shutil.which("bash") is None:
        pytest.skip("no age or no bash: apt install age bash")
    file = tmp_path / "key.txt"
    made = subprocess.run(
        ["age-keygen", "-o", file], capture_output=True, text=True, check=True
    ).stderr
    return made.strip().removeprefix("Public key: "), file


def test_no_role_is_a_superuser_and_one_owns_the_database(database: Database) -> None:
    roles = database.ask(
        "SELECT rolname, rolcanlogin, rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles"
        " WHERE rolname LIKE 'paraphe%' ORDER BY rolname"
    )
    owner = database.ask(
        "SELECT pg_get_userbyid(datdba), datlocprovider, datlocale, pg_encoding_to_char(encoding)"
        " FROM pg_database WHERE datname = 'paraphe'"
    )

    assert roles == [
        ("paraphe", True, False),
        ("paraphe_app", True, False),
        ("paraphe_figures", False, False),
    ]
    assert owner == [("paraphe", "b", "C.UTF-8", "UTF8")]


def test_a_backup_is_encrypted_and_comes_back_whole(
    database: Database, site: dict[str, str], keys: tuple[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    outlived = folder / "paraphe-20250101T000000Z.dump.age"
    outlived.touch()
    os.utime(outlived, (0, time.time() - 31 * 86_400))
    count = "SELECT count(*), sum(value) FROM signatures_signature, signatures_tally"
    before = database.ask(count)

    made = database.run("bash", "deploy/backup.sh", str(folder), keys[0])
    database.ask("DELETE FROM signatures_signature WHERE last_name LIKE 'Exemple%'")
    assert made.returncode == 0, made.stderr
    [file] = folder.glob("*.age")
    restored = database.run("bash", "deploy/restore.sh", str(file), str(keys[1]))

    assert restored.returncode == 0, restored.stderr
    assert b"campus.example" not in file.read_bytes()
    assert file.read_bytes().startswith(b"age-encryption.org/")
    assert database.ask(count) == before
    kept = "SELECT count(*) FROM signatures_signature"
    assert database.ask(kept, name="paraphe_replaced") == [(0,)]
    agrees = database.run("python", "manage.py", "reconcile", **site)
    assert agrees.stdout == "appel: tally and rows agree: 3\n"
    migrated = database.run("python", "manage.py", "migrate", "--check", **site)
    assert migrated.returncode == 0  # as the application, whose rights came back too


@pytest.mark.requirement("R-63")
def test_what_a_restore_replaced_is_nobodys_to_read_and_goes_after_a_week(
    database: Database, site: dict[str, str], keys: tuple[str, Path], tmp_path: Path
) -> None:
    back_up = ("bash", "deploy/backup.sh", str(tmp_path), keys[0])
    there = "SELECT count(*) FROM pg_database WHERE datname = 'paraphe_replaced'"

    database.run(*back_up)
    [file] = tmp_path.glob("*.age")
    restored = database.run("bash", "deploy/restore.sh", str(file), str(keys[1]))
    assert restored.returncode == 0, restored.stderr
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(database.url, dbname="paraphe_replaced")
    young = database.run(*back_up)
    assert young.returncode == 0, young.stderr
    assert database.ask(there) == [(1,)]
    database.ask("COMMENT ON DATABASE paraphe_replaced IS '2026-01-01 00:00:00+00'")
    old = database.run(*back_up)

    assert old.returncode == 0, old.stderr
    assert database.ask(there) == [(0,)]


REFUSED = (
    "DELETE FROM accounts_auditentry",
    "UPDATE accounts_auditentry SET act = ''",
    "TRUNCATE accounts_auditentry",
    "DELETE FROM signatures_snapshot",
    "DELETE FROM django_migrations",
    "ALTER TABLE signatures_signature DISABLE TRIGGER ALL",
    "DROP TABLE signatures_tally",
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
)


@pytest.mark.requirement("R-56")
def test_the_application_may_change_rows_and_neither_the_audit_nor_the_shape(
    database: Database, site: dict[str, str]
) -> None:
    with psycopg.connect(database.url, autocommit=True) as application:
        for statement in REFUSED:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement.encode())
        application.execute("UPDATE signatures_signature SET city = city")


@pytest.mark.requirement("R-56")
def test_the_role_of_the_figures_reads_sums_and_no_row(
    database: Database, site: dict[str, str]
) -> None:
    with psycopg.connect(database.owner_url, autocommit=True, user="postgres") as found:
        found.execute("SET ROLE paraphe_figures")
        sums = found.execute("SELECT * FROM signatures_published_sums").fetchall()
        for table in ("signatures_signature", "signatures_tally", "accounts_user"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                found.execute(f"SELECT 1 FROM {table}".encode())

    assert sums == [("appel", "total", "", 3)]  # cells of fewer than five are left out


@pytest.mark.requirement("R-42", "R-64")
def test_who_withdrew_after_the_backup_is_erased_again(
    database: Database, site: dict[str, str], keys: tuple[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert database.run("bash", "deploy/backup.sh", str(folder), keys[0]).returncode == 0
    [file] = folder.glob("*.age")
    withdrawn = database.run("python", "manage.py", "shell", "--command", WITHDRAW, **site)
    assert withdrawn.returncode == 0, withdrawn.stderr
    assert database.run("bash", "deploy/erasures.sh", str(folder)).returncode == 0
    # The disk is lost with the database: the copy beside the backup is all there is.
    database.ask("TRUNCATE signatures_erasure")

    restored = database.run("bash", "deploy/restore.sh", str(file), str(keys[1]))
    assert restored.returncode == 0, restored.stderr
    named = "SELECT count(*) FROM signatures_signature WHERE last_name <> ''"
    before = database.ask(named)
    replayed = database.run("python", "manage.py", "replay_erasures", **site)

    assert replayed.stdout == "1 signatures erased once more\n", replayed.stderr
    assert database.ask(named) == [(int(str(before[0][0])) - 1,)]
    assert "campus.example" not in (folder / "erasures.csv").read_text()
    agrees = database.run("python", "manage.py", "reconcile", **site)
    assert "agree" in agrees.stdout


@pytest.mark.requirement("R-42", "R-64")
def test_the_copy_of_the_journal_forgets_by_age_alone(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "erasures.csv"
    database.ask(
        "INSERT INTO signatures_erasure (handle_key, kind, erased_at) VALUES"
        " ('young', 'withdrawn', now())"
    )
    copy.write_text(f"\\\\x{b'old'.hex()}\twithdrawn\t2026-01-01 00:00:00+00\n")
    export = ("bash", "deploy/erasures.sh", str(tmp_path))

    first = database.run(*export)
    assert first.returncode == 0, first.stderr
    before = copy.read_text()
    # As after a crash, before the restore.
    database.ask("TRUNCATE signatures_erasure")
    again = database.run(*export)

    assert again.returncode == 0, again.stderr
    assert b"young".hex() in before
    assert b"old".hex() not in before
    assert copy.read_text() == before
    assert [file.name for file in tmp_path.iterdir()] == ["erasures.csv"]


@pytest.mark.requirement("R-65")
def test_backups_lack_the_secrets_of_networks(
    database: Database, site: dict[str, str], keys: tuple[str, Path], tmp_path: Path
) -> None:
    database.ask("INSERT INTO signatures_networksecret (day, secret) VALUES (now(), 'x')")
    folder = tmp_path / "backups"
    folder.mkdir()
    database.run("bash", "deploy/backup.sh", str(folder), keys[0])
    [file] = folder.glob("*.age")

    restored = database.run("bash", "deploy/restore.sh", str(file), str(keys[1]))

    assert restored.returncode == 0, restored.stderr
    assert database.ask("SELECT count(*) FROM signatures_networksecret") == [(0,)]


def test_an_installation_from_before_the_roles_gets_them(
    database: Database, site: dict[str, str]
) -> None:
    """As docs/administrator.md says under "Update"; a second time it changes nothing."""
    every = "SELECT datname FROM pg_database WHERE datallowconn"
    for (name,) in database.ask(every):
        database.ask("DROP OWNED BY paraphe_app", name=str(name))
    database.ask("DROP ROLE paraphe_app")
    assert database.run("python", "manage.py", "reconcile", **site).returncode != 0

    for _ in range(2):
        made = database.run("sh", "deploy/postgres/create-role.sh")
        assert made.returncode == 0, made.stderr
    owner = {**site, "DATABASE_URL": database.owner_url}
    granted = database.run("python", "manage.py", "grant_roles", **owner)

    assert granted.stdout == "granted: paraphe_app, paraphe_figures\n", granted.stderr
    counted = database.run("python", "manage.py", "reconcile", **site)
    assert "agree" in counted.stdout, counted.stderr


def test_a_failed_backup_leaves_no_file(
    database: Database, keys: tuple[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    failed = database.run("bash", "deploy/backup.sh", str(folder), keys[0], PGHOST="/nowhere")

    assert failed.returncode != 0
    assert list(folder.iterdir()) == []


def test_a_backup_that_cannot_be_read_changes_nothing(
    database: Database, site: dict[str, str], keys: tuple[str, Path], tmp_path: Path
) -> None:
    broken = tmp_path / "paraphe-broken.dump.age"
    broken.write_text("age-encryption.org/v1\nnonsense")
    count = "SELECT count(*) FROM signatures_signature"
    before = database.ask(count)

    failed = database.run("bash", "deploy/restore.sh", str(broken), str(keys[1]))

    assert failed.returncode != 0
    assert database.ask(count) == before
