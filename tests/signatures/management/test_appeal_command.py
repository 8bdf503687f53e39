"""What every command promises: one clear line, and a file only when complete."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from appeal.models import Appeal
from signatures.management.appeal_command import AppealCommand
from tests.config.processes import PRODUCTION, ROOT, run
from tests.factories import make_appeal

COMMANDS = ["export_signatures", "figures", "purge", "reconcile"]


def refusal(command: str, **options: object) -> str:
    with pytest.raises(CommandError) as caught:
        call_command(command, **options)
    return str(caught.value)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_appeal_is_said_with_those_there_are(appeal: Appeal, command: str) -> None:
    make_appeal(slug="autre", is_featured=False)

    said = refusal(command, appeal="nowhere")

    assert said == "no appeal is called 'nowhere' (there are: appel, autre)"


@pytest.mark.parametrize("command", COMMANDS)
def test_no_featured_appeal_is_said(db: None, command: str) -> None:
    assert refusal(command) == "no appeal is featured (there are: none)"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_not_there_is_said(appeal: Appeal, command: str, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "file"

    assert refusal(command, output=file) == f"cannot write {file}: No such file or directory"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_is_no_file(appeal: Appeal, command: str, tmp_path: Path) -> None:
    assert refusal(command, output=tmp_path) == f"cannot write {tmp_path}: Is a directory"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_is_written_whole(appeal: Appeal, command: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("what was there before")

    call_command(command, output=file)

    assert b"what was there before" not in file.read_bytes()
    assert file.stat().st_size > 0
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_said(appeal: Appeal, command: str) -> None:
    said = refusal(command, output=Path("/dev/full"))

    assert said == "cannot write /dev/full: No space left on device"
    assert Path("/dev/full").is_char_device()  # written to, never replaced


def test_what_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise CommandError("broke off")

    file = tmp_path / "file"
    file.write_text("whole")

    with pytest.raises(CommandError, match="broke off"):
        AppealCommand().write(file, pieces())

    assert file.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    link.symlink_to(file)

    AppealCommand().write(link, [b"new"])

    assert (link.is_symlink(), file.read_text()) == (True, "new")


def test_output_taken_by_a_program_is_given_to_it() -> None:
    taken = io.TextIOWrapper(io.BytesIO())

    AppealCommand(stdout=taken).write(None, [b"a", b"b"])

    assert taken.buffer.getvalue() == b"ab"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--bogus"], "unrecognized arguments: --bogus"),
        (["surplus"], "unrecognized arguments: surplus"),
        (["--appeal"], "argument --appeal: expected one argument"),
    ],
)
def test_a_bad_option_is_one_line(
    capfd: pytest.CaptureFixture[str], command: str, options: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", command, *options])

    assert ended.value.code == 2
    assert capfd.readouterr() == ("", f"manage.py {command}: {said}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_can_be_asked(capfd: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", command, "--help"])

    assert not ended.value.code
    said = capfd.readouterr().out
    assert "--appeal SLUG" in said
    assert "--output FILE" in said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["check_mail_dns", "--relay-ip=x"], "argument --relay-ip: no network address: 'x'"),
        (["check_invariants", "surplus"], "unrecognized arguments: surplus"),
        (["reset_second_factor"], "the following arguments are required: email"),
    ],
)
def test_other_commands_refuse_in_one_line_too(
    capfd: pytest.CaptureFixture[str], command: list[str], said: str
) -> None:
    with pytest.raises(SystemExit):
        execute_from_command_line(["manage.py", *command])

    assert capfd.readouterr() == ("", f"manage.py {command[0]}: {said}\n")


@pytest.mark.broad  # a process of its own
@pytest.mark.parametrize(
    "command",
    [
        *COMMANDS,
        *("check_invariants", "grant_roles", "replay_erasures"),
        "reset_second_factor olga@appel.example",
    ],
)
def test_a_database_that_is_away_is_one_line(command: str) -> None:
    done = run("manage.py", *command.split(), **PRODUCTION)

    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.startswith("CommandError: PostgreSQL does not answer: ")


@pytest.mark.broad  # a process of its own
def test_a_reader_that_has_seen_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from signatures.management.appeal_command import AppealCommand\n"
        "AppealCommand().write(None, (b'x' * 65536 for _number in range(1000)))\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "config.settings"}

    done = subprocess.run(
        [sys.executable, "-c", script],
        check=False,
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment,
        timeout=60,
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (141, b"")
