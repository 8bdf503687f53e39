"""Reports as real mail servers write them, in English and in French (R-84)."""

import email

import pytest

from signatures.mail.reports import Report, ReportKind, read_report
from tests.signatures.mail.returned import REPORTS

HARD, SOFT, BLOCKED = ReportKind.HARD, ReportKind.SOFT, ReportKind.BLOCKED
READ = {
    "postfix_unknown_user": (HARD, "5.1.1"),
    "postfix_no_such_domain": (HARD, "5.4.4"),
    "postfix_delayed": (ReportKind.DELAYED, "4.4.1"),
    "postfix_expired": (SOFT, "4.4.1"),
    "postfix_international": (HARD, "5.1.1"),
    "postfix_mailbox_full": (SOFT, "5.2.2"),
    "exim_unrouteable": (HARD, "5.0.0"),
    "exim_plain": (HARD, ""),
    "exim_warning": (ReportKind.DELAYED, ""),
    "exchange_not_found": (HARD, "5.1.10"),
    "exchange_access_denied": (HARD, "5.4.1"),
    "exchange_policy": (BLOCKED, "5.7.1"),
    "gmail_no_such_account": (HARD, "5.1.1"),
    "gmail_over_quota": (SOFT, "4.2.2"),
    "gmail_unsolicited": (BLOCKED, "5.7.1"),
    "qmail": (HARD, "5.1.1"),
    "orange_unknown_user": (HARD, "5.1.1"),
    "orange_blocked": (BLOCKED, "5.0.0"),
    "free_plain_french": (HARD, ""),
    "french_delay": (ReportKind.DELAYED, "4.3.2"),
    "success": (ReportKind.DELIVERED, "2.0.0"),
    "complaint": (ReportKind.COMPLAINT, ""),
    "not_spam": (ReportKind.UNKNOWN, ""),
    "vacation": (ReportKind.AUTOREPLY, ""),
    "a_person": (ReportKind.UNKNOWN, ""),
}
ADDRESS = "bounce+7-abcdefghijklmnop@appel.example"
MESSAGE_ID = "<7.0123456789abcdef0123456789abcdef@appel.example>"


def sample(name: str) -> Report:
    text = (REPORTS / f"{name}.eml").read_text(encoding="utf-8")
    text = text.replace("{return_path}", ADDRESS).replace("{message_id}", MESSAGE_ID)
    charset = "iso-8859-1" if "iso-8859-1" in text else "utf-8"
    return read_report(email.message_from_bytes(text.encode(charset)))


@pytest.mark.requirement("R-84")
@pytest.mark.parametrize("name", READ)
def test_report_is_understood(name: str) -> None:
    report = sample(name)

    assert (report.kind, report.status) == READ[name]


def test_every_sample_is_read() -> None:
    assert {file.stem for file in REPORTS.glob("*.eml")} == set(READ)


@pytest.mark.parametrize("name", [name for name in READ if name not in ("complaint", "not_spam")])
def test_report_was_sent_to_the_return_path(name: str) -> None:
    assert sample(name).sent_to == (ADDRESS,)


GIVES_BACK = [
    name for name in READ if name not in ("exim_warning", "french_delay", "vacation", "a_person")
]


@pytest.mark.parametrize("name", GIVES_BACK)
def test_mail_that_is_given_back_is_recognised(name: str) -> None:
    assert sample(name).message_ids == (MESSAGE_ID,)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe",
        b"Content-Type: multipart/report; boundary=x\n\n--x\n",
        b"Content-Type: message/delivery-status\n\nAction:\n",
        b"Content-Type: message/delivery-status\n\nAction: \n\nStatus: 5.1.1\n",
        b"Content-Type: message/feedback-report\n\n",
        b"From: mailer-daemon\nContent-Type: text/plain; charset=klingon\n\nundeliverable",
        b"From: mailer-daemon\nContent-Type: text/plain; charset=idna\n\n\xff..undeliverable",
        b"From: mailer-daemon\nContent-Type: text/plain; charset=undefined\n\nundeliverable",
        b"From: mailer-daemon\nContent-Type: text/plain; charset=a\0b\n\nundeliverable",
        b"From: mailer-daemon\nContent-Type: text/plain; charset*=a\0b''x\n\nundeliverable",
        b"Content-Type: message/feedback-report; charset=idna\n\nFeedback-Type: \xff.\n",
        b"Content-Type: message/delivery-status; charset=idna\n\nAction: \xff.\n",
        b"Content-Type: message/global-delivery-status\n\n",
        b"Content-Type: message/global-delivery-status\n\nA: b\n\nAction: \xc2\xa0\n",
        b"Subject: =?klingon?q?=FF?=\nFrom: mailer-daemon\n\nfailure notice",
    ],
)
def test_broken_report_breaks_nothing(raw: bytes) -> None:
    assert read_report(email.message_from_bytes(raw)).sent_to == ()
