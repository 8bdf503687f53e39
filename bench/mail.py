"""Figures of mail: from the form to the sink, and as fast as the outbox empties itself."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from bench import rows
from bench.figure import BenchError, Figure
from bench.processor import Meter
from bench.result import Sample
from bench.signing import Signing
from bench.site import WORKERS, Site
from bench.wrk import Answers
from config.celery import app
from signatures.mail.nudge import PAUSE
from stack.layout import ROOT

MAILS_A_SECOND = 600  # for the outbox; what is too many only takes longer
PATIENCE = 120.0  # seconds for all mails to arrive
_WAKE_UP = "signatures.mail.tasks.deliver_due_emails"


def mail_figures(signing: Signing) -> Iterator[Figure]:
    """Give the figures of mail; it leaves from the first of them on."""
    site = signing.site
    number = int(MAILS_A_SECOND * max(1.0, signing.seconds))
    yield Figure(
        key="outbox",
        what="mails from a full outbox to the sink",
        floor_is=f"{WORKERS} bare senders, connections kept",
        product=lambda: empty_outbox(site, number),
        floor=lambda: bare_senders(site, number),
        target=0.8,
    )

    def signed() -> Sample:
        rows.resume_mail(site)
        return _to_the_sink(site, signing.sign)

    yield Figure(
        key="sign-to-mail",
        what="signatures, until their mails are at the sink",
        floor_is="a bare view with one Celery task for each mail",
        product=signed,
        floor=lambda: _to_the_sink(site, lambda: signing.sign_floor("/insert-and-mail/")),
        target=2.0,
    )


def empty_outbox(site: Site, number: int) -> Sample:
    """Promise so many mails, and let workers send them as when a crowd has just signed."""
    rows.stop_mail(site)
    rows.promised(site, [pk for pk, _handle in rows.pending(site, number)])
    site.counter.reset()
    meter = Meter(site)
    rows.resume_mail(site)
    deadline = time.monotonic() + PATIENCE
    # The web processes wake the workers as often while people sign.
    while site.counter.read()[0] < number and time.monotonic() < deadline:
        for _worker in range(WORKERS):
            app.send_task(_WAKE_UP, expires=10, retry=False)
        time.sleep(PAUSE)
    return Sample(value=_rate(site, number), processor=meter.each(number))


def bare_senders(site: Site, number: int) -> Sample:
    """Send the same mail as often, from as many processes, with nothing around it."""
    mail = site.folder / "mail.eml"  # a copy: the sink writes the first mail down anew
    shutil.copyfile(site.first_mail, mail)
    site.counter.reset()
    meter = Meter(site)
    sender = [sys.executable, "-m", "bench.sender", "--port", str(site.mail_port)]
    sender += ["--mail", str(mail), "--number", str(number // WORKERS)]
    running = [subprocess.Popen(sender, cwd=ROOT) for _sender in range(WORKERS)]
    for process in running:
        process.wait(PATIENCE)
    sent = number // WORKERS * WORKERS
    return Sample(value=_rate(site, sent), processor=meter.each(sent))


def _to_the_sink(site: Site, sign: Callable[[], Answers]) -> Sample:
    site.counter.reset()
    begun = time.monotonic()
    meter = Meter(site)
    answers = sign()
    number = answers.number - answers.refused
    _wait_for(site, number)
    _number, _first, last = site.counter.read()
    return Sample(
        value=number / (last - begun),
        failed=answers.refused + answers.broken,
        processor=meter.each(number),
    )


def _rate(site: Site, number: int) -> float:
    _wait_for(site, number)
    arrived, first, last = site.counter.read()
    return (arrived - 1) / (last - first)


def _wait_for(site: Site, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while (arrived := site.counter.read()[0]) < number:
        if time.monotonic() > deadline:
            raise BenchError(f"{number} mails were promised, {arrived} arrived")
        time.sleep(0.05)
