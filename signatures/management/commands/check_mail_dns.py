"""`manage.py check_mail_dns`: whether the sender's domain is ready to send (R-83)."""

import ipaddress
from argparse import ArgumentTypeError
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from accounts.management.one_line_command import OneLineCommand
from signatures.operations.dns import NoNameServerError, names
from signatures.operations.dns_findings import Setup, Verdict
from signatures.operations.mail_dns import check_mail_dns

_MARKS = {Verdict.GOOD: "ok   ", Verdict.DOUBT: "  ?  ", Verdict.FAULT: "FAULT"}


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ArgumentTypeError(f"no network address: {text!r}") from None


class Command(OneLineCommand):
    """Looks; changes nothing. Exits with 1 when mail would be refused or lost."""

    help = "Check SPF, DKIM, DMARC, MX and PTR, and say in plain words what to change."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what DNS alone does not tell."""
        parser.add_argument("--domain", help="default: the domain of DEFAULT_FROM_EMAIL")
        parser.add_argument("--dkim-selector", action="append", default=[], metavar="NAME")
        parser.add_argument(
            "--relay-ip",
            action="append",
            default=[],
            metavar="ADDRESS",
            type=_address,
            help="an address from which the relay sends; may be repeated",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )
        parser.add_argument(
            "--nameserver", default="", metavar="ADDRESS[:PORT]", help="default: this machine's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each finding, faults and all."""
        sender = options["domain"] or _domain(settings.DEFAULT_FROM_EMAIL)
        setup = Setup(
            sender=sender,
            envelope=_domain(settings.BOUNCE_ADDRESS) or sender,
            selectors=tuple(options["dkim_selector"]),
            addresses=tuple(options["relay_ip"]),
        )
        with translation.override(options["language"]):
            try:
                findings = check_mail_dns(setup, names(options["nameserver"]))
            except NoNameServerError as error:
                raise CommandError(f"no name server answers: {error}") from error
        for finding in findings:
            self.stdout.write(f"{_MARKS[finding.verdict]}  {finding.subject}: {finding.words}")
        faults = sum(finding.verdict == Verdict.FAULT for finding in findings)
        if faults:
            raise CommandError(f"{faults} of {len(findings)} would cost you mail")


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2].lower()
