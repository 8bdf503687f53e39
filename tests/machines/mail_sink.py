"""A mail server that writes down each mail before it says 250: recipient, identity, link.

Run as `python -m tests.machines.mail_sink FILE`.
"""

import asyncio
import email
import email.policy
import json
import re
import sys
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

PORT = 25


class Sink:
    """What aiosmtpd calls when a mail has arrived."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", buffering=1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write it down."""
        mail = email.message_from_bytes(
            envelope.original_content or b"", EmailMessage, policy=email.policy.default
        )
        part = mail.get_body(("plain",))
        found = re.search(
            r"https?://[^/\s]+(/\w\w/confirm/[\w-]{20,}/)", part.get_content() if part else ""
        )
        line = {
            "to": envelope.rcpt_tos[0],
            "id": str(mail["Message-ID"]),
            "link": found[1] if found else "",
        }
        self._file.write(json.dumps(line) + "\n")
        return "250 OK"


async def serve(file: Path) -> None:
    """Take mail until the end of the process."""
    loop, sink = asyncio.get_running_loop(), Sink(file)
    server = await loop.create_server(
        lambda: SMTP(sink, enable_SMTPUTF8=True, hostname="mail", loop=loop), "", PORT
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
