"""A running `make demo`, and what a test asks of it."""

import email
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from demo.readiness import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS, MAIL_SECONDS = 180, 10, 60
# The demo starts servers of its own: nothing of this run may leak into it.
_OURS: tuple[str, ...] = (
    "DATABASE_URL",
    "REDIS_URL",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "MAIL_DIR",
)
_OURS += ("SECRET_KEY", "TOKEN_KEYS", "STATIC_ROOT", "PARAPHE_DEMO", "PARAPHE_TESTS", "PGHOST")


def wait_for[T](probe: Callable[[], T | None], *, seconds: float, what: str) -> T:
    """Give what `probe` finds, asking until it finds something; fail after `seconds`."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        found = probe()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")


@dataclass(frozen=True)
class Mail:
    """A caught mail, as its reader sees it."""

    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    def link(self, name: str) -> str:
        """Give the first link with `/name/<token>/` in it."""
        found = re.search(rf"https?://\S+/{name}/[\w-]{{20,}}/", self.text)
        assert found, f"no {name} link in:\n{self.text}"
        return found[0]

    @property
    def code(self) -> str:
        found = re.search(r"(?<![\w-])\d{6}(?![\w-])", self.text)
        assert found, f"no code in:\n{self.text}"
        return found[0]


@dataclass(frozen=True)
class DemoSite:
    """Where a demo answers, where its data lies, and its supervisor."""

    url: str
    folder: Path
    process: "subprocess.Popen[bytes]"

    def mails_to(self, address: str) -> list[Mail]:
        """Give the caught mails to an address, oldest first."""
        mails = [
            Mail(email.message_from_bytes(path.read_bytes(), EmailMessage, policy=default))
            for path in sorted((self.folder / "mail").glob("*.eml"))
        ]
        return [mail for mail in mails if address in str(mail.message["To"])]

    def mail_to(self, address: str, *, number: int = 1) -> Mail:
        """Wait for the `number`-th mail to an address."""

        def arrived() -> Mail | None:
            mails = self.mails_to(address)
            return mails[number - 1] if len(mails) >= number else None

        return wait_for(arrived, seconds=MAIL_SECONDS, what=f"mail {number} to {address}")

    def credentials(self, role: str) -> tuple[str, str]:
        """Give the address and password of a demo account."""
        accounts = json.loads((self.folder / "credentials.json").read_text())
        account = next(one for one in accounts if one["role"] == role)
        return account["email"], account["password"]

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `manage.py` beside the demo, as an administrator would."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=120,
            env=clean_environment() | {"DEMO_DIR": str(self.folder)},
        )


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OURS}


@contextmanager
def running_demo(folder: Path, *, signatures: int = 60) -> Iterator[DemoSite]:
    """Run a demo on a free port until the block ends; it must stop within ten seconds."""
    port = free_port()
    environment = clean_environment() | {
        "PORT": str(port),
        "DEMO_DIR": str(folder),
        "DEMO_SIGNATURES": str(signatures),
    }
    log = folder.parent / f"{folder.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    site = DemoSite(f"http://127.0.0.1:{port}", folder, process)

    def ready() -> bool:
        assert process.poll() is None, f"the demo ended:\n{log.read_text()}"
        return f"Paraphe is ready: {site.url}/" in log.read_text()

    try:
        wait_for(ready, seconds=START_SECONDS, what=f"the demo, see {log}")
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
