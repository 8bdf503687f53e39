import json
import logging

import pytest

from config.redaction import JsonFormatter, RedactingFormatter, redact


@pytest.mark.requirement("R-15")
@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Gone: /fr/confirm/AbC-_9/ x", "Gone: /fr/confirm/[token]/ x"),
        ("/en/my-signature/AbC?x=1", "/en/my-signature/[token]?x=1"),
        ("/fr/not-me/AbC/", "/fr/not-me/[token]/"),
        ("/fr/organisation-signature/AbC/", "/fr/organisation-signature/[token]/"),
        ("/en/news/stop/AbC-_9/ x", "/en/news/stop/[token]/ x"),
        ("/fr/embargo/abc-AbC_9/", "/fr/embargo/[token]/"),
        ("/accounts/password/reset/key/1-abc/", "/accounts/password/reset/key/[token]/"),
        ("/fr/confirm/ typed", "/fr/confirm/ typed"),
        ("to <zoe.é@campus.example>: refused", "to <[email]>: refused"),
        ("GET /staff/?q=zoe@campus.example&p=1", "GET /staff/?q=[email]&p=1"),
        ("from 203.0.113.9 port 1", "from [address] port 1"),
        ("from 2001:db8::7f, refused", "from [address], refused"),
        ("2001:db8:1:2:3:4:5:6", "[address]"),
        ("at 12:34:56 from 127.0.0.1:8000", "at 12:34:56 from 127.0.0.1:8000"),
        ("tests/x.py::test_y 1.2.3", "tests/x.py::test_y 1.2.3"),
        ("redis://:secret@host:6379/0", "redis://:secret@host:6379/0"),
    ],
)
def test_redact(line: str, kept: str) -> None:
    assert redact(line) == kept


@pytest.mark.requirement("R-15")
def test_formatter_redacts_arguments_and_tracebacks() -> None:
    try:
        raise ValueError("zoe@campus.example")
    except ValueError as error:
        trace = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "for %s", ("lea@campus.example",), trace)

    text = RedactingFormatter("%(message)s").format(record)

    assert "@" not in text
    assert text.startswith("for [email]")


def forged(message: str) -> logging.LogRecord:
    return logging.LogRecord("x", logging.WARNING, "", 0, "Gone: %s", (message,), None)


@pytest.mark.requirement("R-53")
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x1b[2J", "\u2028", "\x00"])
def test_nobody_writes_a_second_line_or_moves_the_cursor(end: str) -> None:
    text = RedactingFormatter("%(message)s").format(forged(f"/x{end}2026 ERROR forged"))

    assert text.isprintable()
    assert len(text.splitlines()) == 1
    json_line = JsonFormatter().format(forged(f"/x{end}2026 ERROR forged"))
    assert len(json_line.splitlines()) == 1
    assert json.loads(json_line)["message"] == f"Gone: /x{end}2026 ERROR forged"


@pytest.mark.requirement("R-53")
def test_production_writes_json_in_utc_with_the_requests_number() -> None:
    record = forged("/fr/confirm/AbC/ for zoe@campus.example from 203.0.113.9")
    record.created = 0.0

    entry = json.loads(JsonFormatter().format(record))

    assert entry == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "WARNING",
        "logger": "x",
        "message": "Gone: /fr/confirm/[token]/ for [email] from [address]",
    }


@pytest.mark.requirement("R-53")
def test_json_has_the_traceback_redacted() -> None:
    try:
        raise ValueError("zoe@campus.example")
    except ValueError as error:
        trace = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "broken", (), trace)

    entry = json.loads(JsonFormatter().format(record))

    assert entry["traceback"].endswith("ValueError: [email]")
