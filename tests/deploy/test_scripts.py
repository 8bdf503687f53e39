"""The scripts of deploy/ that make secrets and start the broker."""

import shutil
import subprocess
from pathlib import Path

import pytest
import redis

from demo.binaries import valkey_binary
from demo.program import Program, kill_group, start
from demo.readiness import HOST, free_port
from stack.layout import ROOT
from stack.variables import production
from tests.waiting import eventually

pytestmark = pytest.mark.stack


def test_secrets_are_made_once_and_lack_only_the_relay(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl: apt install openssl")
    script = ["sh", str(ROOT / "deploy/make-secrets.sh"), "appel.example.org"]
    folder = tmp_path / "secrets"

    first = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, check=True)
    made = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    second = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == made
    assert "made secrets/token_keys" in first.stdout
    assert second.stdout == "now write your mail relay into secrets/email_url\n"
    given = production(tmp_path)
    for name in ("secret_key", "token_keys", "database_url", "redis_url", "email_url"):
        del given[name.upper()]
        given[f"{name.upper()}_FILE"] = str(folder / name)
    refused = subprocess.run(
        ["python", "manage.py", "check"],
        env=given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.stderr.rstrip().endswith("EMAIL_URL: still has the example's value 'change-me'")


def test_the_broker_asks_for_its_password_and_forgets_nothing(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/valkey-server").symlink_to(valkey_binary())
    shutil.copytree(ROOT / "deploy/redis", tmp_path / "redis")
    port, configuration = free_port(), tmp_path / "redis/redis.conf"
    text = configuration.read_text().replace(
        "dir /data", f"dir {tmp_path}\nport {port}\nbind {HOST}"
    )
    configuration.write_text(text)
    (tmp_path / "redis_password").write_text("correct-horse")
    program = Program(
        name="redis",
        argv=("sh", str(tmp_path / "redis/start.sh")),
        environment={
            "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
            "SECRETS": str(tmp_path),
            "TMPDIR": str(tmp_path / "bin"),
        },
        folder=tmp_path,
    )
    process = start(program, subprocess.DEVNULL)
    try:
        with redis.Redis(HOST, port, password="correct-horse") as client:

            def answers() -> bool:
                try:
                    return bool(client.ping())
                except redis.ConnectionError:
                    return False

            eventually(answers)
            policy = client.config_get("maxmemory-policy", "appendonly")
        with redis.Redis(HOST, port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        command_line = Path(f"/proc/{process.pid}/cmdline")
        assert not command_line.exists() or b"horse" not in command_line.read_bytes()
    finally:
        kill_group(process)
        process.wait()

    assert policy == {"maxmemory-policy": "noeviction", "appendonly": "yes"}
    assert (tmp_path / "bin/redis.conf").stat().st_mode & 0o077 == 0


def test_a_renewed_certificate_is_given_to_nginx(tmp_path: Path) -> None:
    for folder in ("deploy", "secrets/tls", "renewed", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "deploy/renewed.sh", tmp_path / "deploy")
    for name in ("fullchain", "privkey"):
        (tmp_path / f"renewed/{name}.pem").write_text(f"new {name}")
        (tmp_path / f"renewed/{name}.pem").chmod(0o600)
    (tmp_path / "bin/docker").write_text(f'#!/bin/sh\necho "$PWD $@" >{tmp_path}/asked\n')
    (tmp_path / "bin/docker").chmod(0o755)

    subprocess.run(
        ["sh", str(tmp_path / "deploy/renewed.sh")],
        env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "RENEWED_LINEAGE": f"{tmp_path}/renewed"},
        check=True,
    )

    for name in ("fullchain", "privkey"):
        given = tmp_path / f"secrets/tls/{name}.pem"
        assert given.read_text() == f"new {name}"
        assert given.stat().st_mode & 0o777 == 0o644  # nginx is another account
    asked = (tmp_path / "asked").read_text()
    assert asked == f"{tmp_path} compose kill --signal HUP nginx\n"
