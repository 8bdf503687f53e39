"""The mail catcher, spoken to in SMTP: what it accepted is on the disk, whatever happens."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from demo.readiness import free_port, smtp_answers
from tests.waiting import eventually


@contextmanager
def catcher(directory: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the catcher in a process of its own, and kill it in the end without mercy."""
    where = ["--port", str(port), "--directory", str(directory)]
    process = subprocess.Popen([sys.executable, "-m", "demo.mail_catcher", *where])
    try:
        eventually(lambda: smtp_answers(port))
        yield process
    finally:
        process.kill()
        process.wait()


def mail(subject: str, *recipients: str) -> EmailMessage:
    """Return a mail with a letter that no ASCII text has."""
    message = EmailMessage()
    message["From"] = "Paraphe <appeal@paraphe.example>"
    message["To"] = ", ".join(recipients or ("suzie@univ.example",))
    message["Subject"] = subject
    message.set_content("Votre signature est vérifiée.\n.une ligne qui commence par un point\n")
    return message


def caught(directory: Path) -> list[EmailMessage]:
    """Return the caught mails, in the order of their file names."""
    return [
        message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted(directory.glob("*.eml"))
    ]


def test_each_mail_becomes_one_file_in_the_order_of_arrival(tmp_path: Path) -> None:
    port = free_port()

    with catcher(tmp_path / "mail", port), smtplib.SMTP("127.0.0.1", port) as client:
        for number in range(20):
            client.send_message(mail(f"Numéro {number}"))

        subjects = [str(one["Subject"]) for one in caught(tmp_path / "mail")]
    assert subjects == [f"Numéro {number}" for number in range(20)]
    assert list((tmp_path / "mail").glob("*.part")) == []


def test_mail_arrives_as_it_was_sent(tmp_path: Path) -> None:
    port = free_port()
    message = mail("Merci", "suzie@univ.example", "olga@univ.example")

    with catcher(tmp_path, port), smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(
            message, from_addr="bounce+7@paraphe.example", to_addrs=["suzie@univ.example"]
        )
        [received] = caught(tmp_path)

    assert received["To"] == message["To"]
    assert received.get_content().splitlines() == message.get_content().splitlines()
    assert received["Return-Path"] == "<bounce+7@paraphe.example>"
    assert received.get_all("Delivered-To") == ["suzie@univ.example"]


def test_accepted_mail_survives_the_death_of_the_catcher(tmp_path: Path) -> None:
    port = free_port()
    with catcher(tmp_path, port) as process, smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail("Accepted"))  # raises unless it was answered with 250

        process.kill()
        process.wait()

        assert [one["Subject"] for one in caught(tmp_path)] == ["Accepted"]


def test_catcher_comes_back_on_its_port(tmp_path: Path) -> None:
    port = free_port()
    with catcher(tmp_path, port), smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail("Before"))

    (tmp_path / "20261101T120000.000000Z-00000000.part").write_text("half of a m")
    with catcher(tmp_path, port), smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail("After"))

    assert [one["Subject"] for one in caught(tmp_path)] == ["Before", "After"]
    assert list(tmp_path.glob("*.part")) == []


def test_mail_that_cannot_be_kept_is_put_off(tmp_path: Path) -> None:
    """A permanent refusal would make the sender give up, and the mail would be lost."""
    port, directory = free_port(), tmp_path / "mail"
    with catcher(directory, port), smtplib.SMTP("127.0.0.1", port) as client:
        directory.rmdir()

        client.ehlo()
        client.mail("appeal@paraphe.example")
        client.rcpt("suzie@univ.example")
        code, _ = client.data(mail("Lost?").as_bytes())

    assert 400 <= code < 500
