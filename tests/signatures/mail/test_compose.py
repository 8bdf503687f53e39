"""The mails to signatories: ours in every word but a first name (R-80, R-81, R-86)."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from appeal.enums import ChangeKind
from appeal.models import Appeal
from appeal.versions import draft_next_version, publish_version
from signatures.enums import EmailKind, SignatureStatus
from signatures.mail.compose import compose
from signatures.mail.message import message_id, safe_first_name
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.privacy.retention import UNCONFIRMED_KEPT
from signatures.tokens import (
    LINK_LIFETIME,
    Purpose,
    TokenExpiredError,
    confirmation_code,
    read,
)
from tests.factories import make_signature
from tests.signatures.mail.promises import promise

pytestmark = pytest.mark.requirement("R-80", "R-81", "R-86")

LANGUAGES = ("fr", "en")
# News is written by organisers (test_compose_news); organisations have mails of their own.
KINDS = [kind for kind in EmailKind if kind != EmailKind.NEWS and not kind.startswith("body_")]
WAITS = (EmailKind.CONFIRM, EmailKind.REMINDER)


def promised(appeal: Appeal, kind: EmailKind = EmailKind.CONFIRM, **fields: Any) -> OutboundEmail:
    waits = kind in WAITS
    status = SignatureStatus.PENDING if waits else SignatureStatus.VERIFIED
    signature = make_signature(appeal, status=status, **fields)
    return promise(signature, kind=kind)


def message(email: OutboundEmail) -> EmailMessage:
    return compose(OutboundEmail.objects.get(pk=email.pk)).message()


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text


def words(html: str) -> str:
    """Give what is read of an HTML part."""
    shown = re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL)
    shown = re.sub(r"</?(?:span|strong|b|em)\b[^>]*>", "", shown)
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def addresses(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"'<>]+", text)


def tokens(text: str) -> dict[str, str]:
    """Give the token of each kind of link in the text, by its place in the address."""
    found = re.findall(r"/(confirm|not-me|my-signature)/([\w-]+)/", text)
    return dict(found)


@pytest.mark.parametrize(
    ("kind", "language", "subject"),
    [
        (EmailKind.CONFIRM, "fr", "Confirmez votre signature — Pour une IA responsable"),
        (EmailKind.CONFIRM, "en", "Confirm your signature — For responsible AI"),
        (EmailKind.REMINDER, "fr", "Rappel : confirmez votre signature — Pour une IA responsable"),
        (EmailKind.REMINDER, "en", "Reminder: confirm your signature — For responsible AI"),
        (EmailKind.ALREADY_SIGNED, "fr", "Vous avez déjà signé — Pour une IA responsable"),
        (EmailKind.ALREADY_SIGNED, "en", "You have already signed — For responsible AI"),
        (EmailKind.MANAGE, "fr", "Votre signature — Pour une IA responsable"),
        (EmailKind.MANAGE, "en", "Your signature — For responsible AI"),
    ],
)
def test_mail_says_what_it_is_about(
    appeal: Appeal, kind: EmailKind, language: str, subject: str
) -> None:
    mail = message(promised(appeal, kind, language=language))

    assert mail["Subject"] == subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_mail_has_the_headers_of_an_automatic_mail(
    appeal: Appeal, kind: EmailKind, language: str
) -> None:
    email = promised(appeal, kind, language=language)

    mail = message(email)

    assert mail["From"] == "Appel <ne-pas-repondre@appel.example>"
    assert mail["To"] == email.about.email
    assert mail["Reply-To"] == "contact@appel.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == language
    assert mail["Message-ID"] == f"<{email.pk}.{email.message_nonce.hex}@testserver>"
    assert mail["Date"].datetime.tzinfo is not None
    assert (mail["Cc"], mail["Bcc"]) == (None, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "purposes"),
    [
        (EmailKind.CONFIRM, {"confirm": Purpose.CONFIRM, "not-me": Purpose.NOT_ME}),
        (EmailKind.REMINDER, {"confirm": Purpose.CONFIRM, "not-me": Purpose.NOT_ME}),
        (EmailKind.ALREADY_SIGNED, {"my-signature": Purpose.MANAGE}),
        (EmailKind.MANAGE, {"my-signature": Purpose.MANAGE}),
    ],
)
def test_mail_carries_links_for_what_it_is_about_and_no_other(
    appeal: Appeal, kind: EmailKind, purposes: dict[str, Purpose], language: str
) -> None:
    email = promised(appeal, kind, language=language)
    mail = message(email)

    for text in (part(mail, "plain"), part(mail, "html")):
        found = tokens(text)
        assert found.keys() == purposes.keys()
        for place, purpose in purposes.items():
            handle: UUID = read(purpose=purpose, token=found[place], now=database_now())
            assert handle == email.about.handle


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Ce lien est valable jusqu’au 25 novembre 2026."),
        ("en", "This link works until 25 November 2026."),
    ],
)
def test_link_asked_for_on_the_tenth_day_ends_with_the_signature(
    appeal: Appeal, language: str, sentence: str
) -> None:
    """It is purged on the fourteenth: no mail may promise what will not be there."""
    signed_at = datetime(2026, 11, 11, 12, tzinfo=UTC)
    promised(appeal, language=language)
    Signature.objects.update(created_at=signed_at)
    asked_again_at = signed_at + timedelta(days=10)
    OutboundEmail.objects.update(created_at=asked_again_at, due_at=asked_again_at)
    mail = message(OutboundEmail.objects.get())

    token = tokens(part(mail, "plain"))["confirm"]

    for kind in ("plain", "html"):
        assert sentence in " ".join(part(mail, kind).split())
    end = signed_at + timedelta(days=14)
    read(purpose=Purpose.CONFIRM, token=token, now=end - timedelta(seconds=2))
    with pytest.raises(TokenExpiredError):
        read(purpose=Purpose.CONFIRM, token=token, now=end)


@pytest.mark.parametrize(
    "kind",
    [EmailKind.CONFIRM, EmailKind.REMINDER, EmailKind.ALREADY_SIGNED, EmailKind.BODY_CONFIRM],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_begins_with_who_publishes_the_appeal(
    appeal: Appeal, kind: EmailKind, language: str
) -> None:
    email = promised(appeal, kind, language=language)

    mail = message(email)

    words = {"fr": "publié par Université d’Exemple", "en": "published by Université d’Exemple"}
    for shape in ("plain", "html"):
        assert words[language] in " ".join(part(mail, shape).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_work_for_seven_days_after_the_request(appeal: Appeal, language: str) -> None:
    email = promised(appeal, language=language)

    token = tokens(part(message(email), "plain"))["confirm"]

    last = OutboundEmail.objects.get().created_at + LINK_LIFETIME - timedelta(seconds=2)
    assert read(purpose=Purpose.CONFIRM, token=token, now=last) == email.about.handle


@pytest.mark.parametrize("kind", [EmailKind.MANAGE, EmailKind.CONFIRM])
@pytest.mark.parametrize(
    ("held_for", "works_until"),
    [
        (timedelta(days=5, hours=23), timedelta(days=7)),
        (timedelta(days=6, hours=1), timedelta(days=14)),
        (timedelta(days=13, hours=1), timedelta(days=21)),
    ],
)
def test_links_of_a_mail_that_was_held_up_work_when_it_arrives(
    appeal: Appeal, kind: EmailKind, held_for: timedelta, works_until: timedelta
) -> None:
    """The organisers stopped all mail for a week: nobody gets a link that has ended."""
    asked_at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    email = promised(appeal, kind)
    Signature.objects.update(created_at=asked_at)
    OutboundEmail.objects.update(created_at=asked_at, due_at=asked_at + held_for)
    if kind == EmailKind.CONFIRM:
        works_until = min(works_until, UNCONFIRMED_KEPT)

    place, purpose = (
        ("confirm", Purpose.CONFIRM) if kind in WAITS else ("my-signature", Purpose.MANAGE)
    )
    token = tokens(part(message(email), "plain"))[place]

    read(purpose=purpose, token=token, now=asked_at + works_until - timedelta(seconds=2))
    with pytest.raises(TokenExpiredError):
        read(purpose=purpose, token=token, now=asked_at + works_until)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Ce lien est valable 7 jours, jusqu’au 28 novembre 2026."),
        ("en", "This link works for 7 days, until 28 November 2026."),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_mail_names_the_day_on_which_its_links_end(
    appeal: Appeal, kind: EmailKind, language: str, sentence: str
) -> None:
    email = promised(appeal, kind, language=language)
    half_past_midnight_in_france = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    OutboundEmail.objects.update(
        created_at=half_past_midnight_in_france, due_at=half_past_midnight_in_france
    )

    mail = message(email)

    assert sentence in part(mail, "plain")
    assert sentence in words(part(mail, "html"))


@pytest.mark.parametrize("kind", KINDS)
def test_code_is_in_the_mail_that_asks_to_confirm(appeal: Appeal, kind: EmailKind) -> None:
    email = promised(appeal, kind)
    code = confirmation_code(email.about.handle)

    mail = message(email)

    expected = kind in WAITS
    assert (code in part(mail, "plain").split()) is expected
    assert (code in words(part(mail, "html")).split()) is expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_mail_leads_to_our_pages_only(appeal: Appeal, kind: EmailKind, language: str) -> None:
    mail = message(promised(appeal, kind, language=language))
    text, html = part(mail, "plain"), part(mail, "html")

    assert set(addresses(text)) == set(addresses(html))
    assert all(address.startswith(f"http://testserver/{language}/") for address in addresses(text))
    assert re.findall(r"<(?:img|script|link|iframe|form|input|object|video)\b|url\(", html) == []
    assert set(re.findall(r'href="(mailto:[^"]+)"', html)) == {"mailto:contact@appel.example"}


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same(appeal: Appeal, kind: EmailKind) -> None:
    mail = message(promised(appeal, kind, language="en", first_name="Suzie"))
    read_in_html = words(part(mail, "html"))

    for line in part(mail, "plain").splitlines():
        if line.strip(" -") and not line.startswith("http"):
            assert line.strip().rstrip(":") in read_in_html


@pytest.mark.parametrize("kind", KINDS)
def test_mail_repeats_nothing_typed_but_the_first_name(appeal: Appeal, kind: EmailKind) -> None:
    typed = {
        "last_name": "Quatrefages",
        "organisation": "Observatoire",
        "job_title": "Astronome",
        "city": "Ganges",
        "message": "Achetez des étoiles",
        "channel": "poster-3",
    }

    mail = message(promised(appeal, kind, first_name="Zénobie", **typed))

    everything = f"{mail.as_string()} {part(mail, 'plain')} {part(mail, 'html')}"
    assert [value for value in typed.values() if value in everything] == []
    assert "Bonjour Zénobie," in part(mail, "plain")
    assert "Bonjour Zénobie," in part(mail, "html")


@pytest.mark.parametrize(
    "first_name",
    [
        "<script>alert(1)</script>",
        "<img src=//x.example>",
        "Visit www.casino.example",
        "Suzie\r\nBcc: mallory@x.example",
        "{% include 'base.html' %}{{ links }}",
        "\u202eeizuS",
    ],
)
def test_hostile_first_name_makes_a_mail_of_ours(appeal: Appeal, first_name: str) -> None:
    mail = message(promised(appeal, first_name=first_name))

    html = part(mail, "html")
    assert re.findall(r"<(?:img|script)\b|\u202e", html + part(mail, "plain")) == []
    assert len(set(addresses(html))) == 4
    assert (mail["Bcc"], mail["To"].count("@")) == (None, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_mail_is_the_same_on_every_attempt(appeal: Appeal, kind: EmailKind) -> None:
    email = promised(appeal, kind)
    first = message(email)

    OutboundEmail.objects.update(attempts=5, due_at=database_now() + timedelta(days=3))
    later = message(email)

    for name in ("Message-ID", "Subject", "From", "To", "Reply-To"):
        assert later[name] == first[name]
    for kind_of_part in ("plain", "html"):
        assert part(later, kind_of_part) == part(first, kind_of_part)


def test_message_ids_of_two_mails_differ(appeal: Appeal) -> None:
    first, second = promised(appeal), promised(appeal)

    assert message_id(first) != message_id(second)


@pytest.mark.parametrize("kind", KINDS)
def test_mail_is_small_and_in_ascii(appeal: Appeal, kind: EmailKind) -> None:
    mail = message(promised(appeal, kind, first_name="é" * 80))

    raw = mail.as_bytes()
    assert len(raw) < 30_000
    assert max(len(line) for line in raw.splitlines()) <= 998
    assert raw.isascii()


def test_title_of_the_appeal_is_escaped_where_it_must_be(appeal: Appeal) -> None:
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    draft.texts.update(title='L’IA & nous <b>"ensemble"</b>', short_title="A & B\nBcc: x@y.example")
    publish_version(version=draft, now=database_now())

    mail = message(promised(appeal, version=draft))

    assert 'L’IA & nous <b>"ensemble"</b>' in part(mail, "plain")
    assert "L’IA &amp; nous &lt;b&gt;" in part(mail, "html")
    assert mail["Subject"] == "Confirmez votre signature — A & B Bcc: x@y.example"
    assert mail["Bcc"] is None


def test_links_lead_to_the_public_address_of_the_site(appeal: Appeal, settings: Settings) -> None:
    settings.SITE_URL = "https://appel.example.org"
    email = promised(appeal, language="en")

    links = addresses(part(message(email), "plain"))

    assert len(links) == 4
    assert all(link.startswith("https://appel.example.org/en/") for link in links)


@pytest.mark.parametrize(
    ("typed", "greeted"),
    [
        ("Suzie", "Suzie"),
        ("Anne-Marie", "Anne-Marie"),
        ("O’Neal d'Arc", "O’Neal d'Arc"),
        ("سمر", "سمر"),
        ("सुरेश", "सुरेश"),
        ("ปิยะ", "ปิยะ"),
        ("<script>alert(1)</script>", "scriptalertscript"),
        ("http://casino.example", "httpcasinoexample"),
        ("Win € 500! Call +33 6 12", "Win Call"),
        ("a@b.example", "abexample"),
        ("Suzie\r\nBcc: mallory@x.example", "Suzie Bcc malloryxexample"),
        ("{{ links.manage }}", "linksmanage"),
        ("\u202eSuzie\u200b", "Suzie"),
        ("x" * 200, "x" * 40),
        ("", ""),
    ],
)
def test_first_name_in_a_mail_is_letters_and_no_more(typed: str, greeted: str) -> None:
    assert safe_first_name(typed) == greeted
