import logging

import pytest

from config.redaction import RedactingFormatter, redact


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Gone: /fr/confirm/AbC-_9/ x", "Gone: /fr/confirm/[token]/ x"),
        ("/en/my-signature/AbC?x=1", "/en/my-signature/[token]?x=1"),
        ("/fr/not-me/AbC/", "/fr/not-me/[token]/"),
        ("/accounts/password/reset/key/1-abc/", "/accounts/password/reset/key/[token]/"),
        ("/fr/confirm/ typed", "/fr/confirm/ typed"),
        ("to <zoe.é@campus.example>: refused", "to <[email]>: refused"),
        ("GET /staff/?q=zoe@campus.example&p=1", "GET /staff/?q=[email]&p=1"),
        ("redis://:secret@host:6379/0", "redis://:secret@host:6379/0"),
    ],
)
def test_redact(line: str, kept: str) -> None:
    assert redact(line) == kept


def test_formatter_redacts_arguments_and_tracebacks() -> None:
    try:
        raise ValueError("zoe@campus.example")
    except ValueError as error:
        trace = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "for %s", ("lea@campus.example",), trace)

    text = RedactingFormatter("%(message)s").format(record)

    assert "@" not in text
    assert text.startswith("for [email]")
