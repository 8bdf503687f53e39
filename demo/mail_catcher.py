"""An SMTP server that delivers nothing and keeps every mail as a file.

Run as `python -m demo.mail_catcher --port PORT --directory FOLDER`. A mail is on the disk,
whole and under its final name, before it is accepted: killed at any moment, the catcher
loses no mail that somebody was told it has.
"""

import argparse
import asyncio
import logging
import os
import secrets
import signal
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
SIZE_LIMIT = 32 * 1024 * 1024  # bytes
ACCEPTED = "250 OK: kept"
NOT_NOW = "451 The mail could not be written down, try again later"

logger = logging.getLogger(__name__)


def keep(directory: Path, envelope: Envelope) -> Path:
    """Write a mail as one `.eml` file and return its path.

    On top come two fields that a last server adds: `Return-Path`, the sender of the
    envelope, and one `Delivered-To` for each recipient, blind copies included.

    Args:
        directory: where the mail is kept.
        envelope: what SMTP said and the mail itself, as bytes.

    Raises:
        OSError: the disk is full, or the directory went away.
    """
    # Sorts by time, and is still unique when two arrive within one microsecond.
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    kept = directory / f"{moment}-{secrets.token_hex(4)}.eml"
    fields = [f"Return-Path: <{envelope.mail_from or ''}>"]
    fields += [f"Delivered-To: {recipient}" for recipient in envelope.rcpt_tos]
    head = "".join(f"{field}\r\n" for field in fields).encode()
    draft = kept.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(head + (envelope.original_content or b""))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(kept)
    _sync_folder(directory)
    return kept


def tidy(directory: Path) -> None:
    """Make the directory, and remove what was written by half when the catcher was killed.

    Such a mail was never accepted: its sender sends it again.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)  # the mails hold working links
    for draft in directory.glob("*.part"):
        draft.unlink()


class Catcher:
    """What aiosmtpd calls when a mail has arrived."""

    def __init__(self, directory: Path) -> None:
        """Remember where mails are kept."""
        self.directory = directory

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail and accept it, or ask the sender to come again.

        An error here would be told as a permanent one, and the sender would give up.
        """
        try:
            await asyncio.to_thread(keep, self.directory, envelope)
        except OSError:
            logger.exception("a mail could not be kept")
            return NOT_NOW
        return ACCEPTED


async def serve(port: int, directory: Path) -> None:
    """Accept mail until SIGTERM or SIGINT.

    Args:
        port: where to listen, on our own machine only.
        directory: where mails are kept.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def session() -> SMTP:
        return SMTP(
            Catcher(directory),
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            hostname="localhost",  # or it asks the name server for ours
            ident="Paraphe demo",
            loop=loop,
        )

    await loop.create_server(session, HOST, port)
    await stop.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="demo.mail_catcher", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    arguments = parser.parse_args()
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("mail").setLevel(logging.ERROR)  # aiosmtpd warns of clients that hang up
    tidy(arguments.directory)
    asyncio.run(serve(arguments.port, arguments.directory))


def _sync_folder(folder: Path) -> None:
    """Have the disk remember the new name, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


if __name__ == "__main__":
    main()
