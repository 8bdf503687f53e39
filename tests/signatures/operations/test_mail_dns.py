"""The sender's records, asked of a real name server (R-83)."""

import base64
import io
import socket

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.signatures.operations.name_server import running_name_server

pytestmark = pytest.mark.requirement("R-83")

DOMAIN = "appel.example"
KEY = base64.b64encode(b"k" * 294).decode()
SHORT_KEY = base64.b64encode(b"k" * 162).decode()
GOOD = {
    (DOMAIN, "TXT"): ['"some-site-verification=1"', '"v=spf1 mx include:relay.example -all"'],
    (DOMAIN, "MX"): [f"10 mx.{DOMAIN}."],
    (f"mx.{DOMAIN}", "A"): ["192.0.2.25"],
    ("relay.example", "TXT"): ['"v=spf1 ip4:198.51.100.0/24 " "ip6:2001:db8::/32 ~all"'],
    (f"s1._domainkey.{DOMAIN}", "TXT"): [f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"'],
    (f"_dmarc.{DOMAIN}", "TXT"): [f'"v=DMARC1; p=quarantine; rua=mailto:d@{DOMAIN}"'],
    ("7.100.51.198.in-addr.arpa", "PTR"): ["out.relay.example."],
    ("out.relay.example", "A"): ["198.51.100.7"],
}
NONE: list[str] = []


def check(
    changes: dict[tuple[str, str], list[str]] | None = None,
    *,
    language: str = "en",
    selector: str = "s1",
    address: str = "198.51.100.7",
) -> tuple[list[str], str]:
    """Give the lines that are not "ok", and how the command ended."""
    zone = {key: value for key, value in (GOOD | (changes or {})).items() if value}
    out, ended = io.StringIO(), ""
    with running_name_server(zone) as server:
        try:
            call_command(
                "check_mail_dns",
                f"--nameserver={server}",
                f"--language={language}",
                *([f"--dkim-selector={selector}"] if selector else []),
                *([f"--relay-ip={address}"] if address else []),
                stdout=out,
            )
        except CommandError as error:
            ended = str(error)
    lines = out.getvalue().splitlines()
    assert len(lines) >= 5
    return [line for line in lines if not line.startswith("ok")], ended


def test_domain_that_is_ready_has_no_fault() -> None:
    assert check() == ([], "")


def test_good_records_are_shown_with_what_was_counted() -> None:
    out = io.StringIO()
    with running_name_server(GOOD) as server:
        call_command(
            "check_mail_dns", nameserver=server, dkim_selector=["s1"], language="en", stdout=out
        )

    assert "SPF appel.example: One record, 2 look-ups of at most 10." in out.getvalue()


def test_hosts_that_take_mail_are_shown_best_first() -> None:
    hosts = {(DOMAIN, "MX"): [f"10 spare.{DOMAIN}.", f"5 mx.{DOMAIN}."]}
    zone = {**GOOD, **hosts, (f"spare.{DOMAIN}", "A"): ["192.0.2.26"]}
    out = io.StringIO()

    with running_name_server(zone) as server:
        call_command("check_mail_dns", nameserver=server, language="en", stdout=out)

    assert f"MX {DOMAIN}: mx.{DOMAIN}, spare.{DOMAIN}" in out.getvalue()


def includes(number: int) -> dict[tuple[str, str], list[str]]:
    words = " ".join(f"include:i{n}.example" for n in range(number))
    parts = {(f"i{n}.example", "TXT"): ['"v=spf1 ip4:198.51.100.7 -all"'] for n in range(number)}
    return {(DOMAIN, "TXT"): [f'"v=spf1 {words} -all"'], **parts}


FAULTS = [
    ({(DOMAIN, "TXT"): NONE}, "There is no SPF record."),
    ({(DOMAIN, "TXT"): ['"v=spf1 -all"', '"v=spf1 ~all"']}, "several SPF records"),
    (includes(11), "needs 11 look-ups"),
    ({(DOMAIN, "TXT"): ['"v=spf1 ip4:198.51.100.7 +all"']}, "lets the whole world send"),
    (
        {(DOMAIN, "TXT"): ['"v=spf1 include:nowhere.example mx -all"']},
        "“nowhere.example” leads nowhere",
    ),
    ({(DOMAIN, "TXT"): ['"v=spf1 mx -all"']}, "198.51.100.7 is not in the record"),
    ({(f"s1._domainkey.{DOMAIN}", "TXT"): NONE}, "no key under this name"),
    ({(f"s1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; p="']}, "means withdrawn"),
    ({(f"s1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; p=abc"']}, "a character was lost"),
    ({(f"_dmarc.{DOMAIN}", "TXT"): NONE}, "_dmarc.appel.example: v=DMARC1; p=none"),
    ({(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=maybe"']}, "p= must be none"),
    ({(DOMAIN, "MX"): NONE}, "takes no mail"),
    ({(DOMAIN, "MX"): ["0 ."]}, "takes no mail"),
    ({(f"mx.{DOMAIN}", "A"): NONE}, "mx.appel.example has no address"),
    ({("7.100.51.198.in-addr.arpa", "PTR"): NONE}, "The address has no name"),
    ({("out.relay.example", "A"): ["198.51.100.8"]}, "out.relay.example does not lead back"),
]


@pytest.mark.parametrize(("changes", "words"), FAULTS)
def test_fault_is_named_with_what_to_do(
    changes: dict[tuple[str, str], list[str]], words: str
) -> None:
    lines, ended = check(changes)

    assert any(line.startswith("FAULT") and words in line for line in lines)
    assert "would cost you mail" in ended


DOUBTS = [
    ({(DOMAIN, "TXT"): ['"v=spf1 ip4:198.51.100.7 ?all"']}, "end it with ~all"),
    ({(f"s1._domainkey.{DOMAIN}", "TXT"): [f'"v=DKIM1; p={SHORT_KEY}"']}, "less than 2048 bits"),
    ({(f"s1._domainkey.{DOMAIN}", "TXT"): [f'"v=DKIM1; t=y; p={KEY[:200]}" "{KEY[200:]}"']}, "t=y"),
    ({(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=none"']}, "The policy is “none”"),
]


@pytest.mark.parametrize(("changes", "words"), DOUBTS)
def test_doubt_is_named_and_is_no_fault(
    changes: dict[tuple[str, str], list[str]], words: str
) -> None:
    lines, ended = check(changes)

    assert [words in line for line in lines] == [True]
    assert ended == ""


def test_ten_lookups_are_allowed() -> None:
    assert check(includes(10)) == ([], "")


def test_redirect_and_networks_are_followed() -> None:
    assert check({(DOMAIN, "TXT"): ['"v=spf1 a:mx.appel.example/24 redirect=relay.example"']}) == (
        [],
        "",
    )


def test_record_that_includes_itself_ends() -> None:
    lines, _ended = check({(DOMAIN, "TXT"): [f'"v=spf1 include:{DOMAIN} -all"']})

    assert "needs" in lines[0]


@pytest.mark.parametrize(
    ("bounces", "dmarc", "aligned"),
    [
        (f"bounce@bounces.{DOMAIN}", '"v=DMARC1; p=reject"', True),
        (f"bounce@bounces.{DOMAIN}", '"v=DMARC1; p=reject; aspf=s"', False),
        ("bounce@elsewhere.example", '"v=DMARC1; p=reject"', False),
    ],
)
def test_domain_of_bounces_must_agree_with_the_senders(
    settings: Settings, bounces: str, dmarc: str, *, aligned: bool
) -> None:
    settings.BOUNCE_ADDRESS = bounces
    domain = bounces.partition("@")[2]
    lines, _ended = check(
        {
            (domain, "TXT"): ['"v=spf1 ip4:198.51.100.7 -all"'],
            (domain, "MX"): [f"10 mx.{DOMAIN}."],
            (f"_dmarc.{DOMAIN}", "TXT"): [dmarc],
        }
    )

    assert ([line for line in lines if "not aligned" in line] == []) is aligned


def test_policy_of_the_domain_above_holds_for_a_subdomain(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = f"Appel <non@news.{DOMAIN}>"
    record = {(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject; sp=none"']}

    lines, _ended = check(record)

    assert any("The policy is “none”" in line for line in lines)


def test_what_cannot_be_checked_is_said() -> None:
    lines, ended = check(selector="", address="")

    assert [line.split(":")[0].split()[1] for line in lines] == ["DKIM", "PTR"]
    assert ended == ""


def test_advice_is_in_french_too() -> None:
    lines, _ended = check({(DOMAIN, "MX"): NONE}, language="fr")

    assert any("Ajoutez un enregistrement MX" in line for line in lines)


def test_silent_name_server_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signatures.operations.dns.PATIENCE", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]

        with pytest.raises(CommandError, match="no name server answers"):
            call_command("check_mail_dns", nameserver=f"127.0.0.1:{port}")
