"""Whether the sender's domain is set up so that mail arrives (R-83).

Each finding says what is there and, when it is not right, what to write where, in the
language that is active: the person who reads it may be no mail expert.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from signatures.operations.dns import Names
from signatures.operations.dns_findings import Finding, Setup, Verdict
from signatures.operations.mail_signing import check_dkim, check_dmarc
from signatures.operations.spf import MOST_LOOKUPS, Spf, read_spf


def check_mail_dns(setup: Setup, names: Names) -> list[Finding]:
    """Look at SPF, DKIM, DMARC, MX and PTR.

    Raises:
        NoNameServerError: nobody answers.
    """
    return [
        *_spf(setup, names),
        *check_dkim(setup, names),
        *check_dmarc(setup, names),
        *_mx(setup, names),
        *_ptr(setup, names),
    ]


def _spf(setup: Setup, names: Names) -> Iterator[Finding]:
    domain = setup.envelope
    subject = f"SPF {domain}"
    spf = read_spf(domain, names)
    if spf.records != 1:
        words = (
            _(
                "There is no SPF record. Add a TXT record to %(domain)s that names your relay, "
                "such as: v=spf1 include:RELAY -all"
            )
            if spf.records == 0
            else _(
                "There are several SPF records, which counts as an error: join them into one TXT "
                "record of %(domain)s."
            )
        )
        yield Finding(subject, Verdict.FAULT, words % {"domain": domain})
        return
    faults = [*_spf_faults(spf), *_spf_strangers(spf, setup)]
    for words in faults:
        yield Finding(subject, Verdict.FAULT, words)
    if spf.ending == "?" or not spf.ending:
        yield Finding(
            subject,
            Verdict.DOUBT,
            _("The record does not say what to do with other senders: end it with ~all, or -all."),
        )
    elif not faults:
        words = _("One record, %(number)d look-ups of at most %(most)d.")
        yield Finding(subject, Verdict.GOOD, words % {"number": spf.lookups, "most": MOST_LOOKUPS})


def _spf_faults(spf: Spf) -> Iterator[str]:
    if spf.lookups > MOST_LOOKUPS:
        yield _(
            "The record needs %(number)d look-ups; receivers stop at %(most)d and then it fails "
            "for everybody. Remove an include that is not used, or replace it by ip4: and ip6:."
        ) % {"number": spf.lookups, "most": MOST_LOOKUPS}
    if spf.ending == "+":
        yield _("“+all” lets the whole world send in your name: write -all.")
    for part in spf.broken:
        yield _("“%(part)s” leads nowhere: correct it or take it out.") % {"part": part}


def _spf_strangers(spf: Spf, setup: Setup) -> Iterator[str]:
    for address in setup.addresses:
        if not spf.permits(address):
            yield _(
                "The relay’s address %(address)s is not in the record: add it, or the include "
                "that your relay’s operator names."
            ) % {"address": address}


def _mx(setup: Setup, names: Names) -> Iterator[Finding]:
    for domain in dict.fromkeys((setup.sender, setup.envelope)):
        hosts = names.mail_hosts(domain)
        subject = f"MX {domain}"
        if not hosts or hosts == ["."]:
            words = _(
                "The domain takes no mail: answers and bounces are lost, and receivers distrust "
                "it. Add an MX record."
            )
            yield Finding(subject, Verdict.FAULT, words)
        elif dead := [host for host in hosts if not names.addresses(host)]:
            words = _("%(host)s has no address: correct the MX record.") % {"host": dead[0]}
            yield Finding(subject, Verdict.FAULT, words)
        else:
            yield Finding(subject, Verdict.GOOD, ", ".join(hosts))


def _ptr(setup: Setup, names: Names) -> Iterator[Finding]:
    if not setup.addresses:
        yield Finding(
            "PTR",
            Verdict.DOUBT,
            _(
                "Not checked: give the addresses from which the relay sends with --relay-ip; "
                "your relay’s operator knows them."
            ),
        )
    for address in setup.addresses:
        hosts = names.hosts_of(address)
        if any(address in names.addresses(host) for host in hosts):
            yield Finding(f"PTR {address}", Verdict.GOOD, hosts[0])
            continue
        words = (
            _("%(host)s does not lead back to the address: give it an A or AAAA record.")
            % {"host": hosts[0]}
            if hosts
            else _(
                "The address has no name: have whoever owns it set a PTR record. Large providers "
                "refuse mail from nameless addresses."
            )
        )
        yield Finding(f"PTR {address}", Verdict.FAULT, words)
