"""Links and codes: only who has a key makes one, for one purpose, for a time (R-50)."""

import base64
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from appeal.models import Appeal
from signatures.enums import EmailKind
from signatures.models import OutboundEmail, Signature
from signatures.tokens import (
    LINK_LIFETIME,
    Purpose,
    TokenExpiredError,
    TokenInvalidError,
    code_matches,
    confirmation_code,
    derive,
    mint,
    read,
)
from tests.factories import make_signature

HANDLE = uuid.UUID("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OLD_KEY = "old-key-of-thirty-two-characters-or-more"
NEW_KEY = "new-key-of-thirty-two-characters-or-more"


def make_token(purpose: Purpose = Purpose.CONFIRM, *, expires_at: datetime | None = None) -> str:
    return mint(purpose=purpose, handle=HANDLE, expires_at=expires_at or NOW + LINK_LIFETIME)


@pytest.mark.parametrize("purpose", Purpose)
def test_token_gives_its_handle_back(purpose: Purpose) -> None:
    token = make_token(purpose)

    assert read(purpose=purpose, token=token, now=NOW) == HANDLE


def test_token_is_the_same_each_time_it_is_made() -> None:
    assert make_token() == make_token()


def test_token_goes_into_an_address_as_it_is() -> None:
    token = make_token()

    assert len(token) == 54
    assert token.translate(str.maketrans("", "", "-_")).isalnum()


@pytest.mark.parametrize("made_for", Purpose)
@pytest.mark.parametrize("used_for", Purpose)
def test_token_fails_for_another_purpose(made_for: Purpose, used_for: Purpose) -> None:
    if made_for == used_for:
        assert read(purpose=used_for, token=make_token(made_for), now=NOW) == HANDLE
        return

    with pytest.raises(TokenInvalidError):
        read(purpose=used_for, token=make_token(made_for), now=NOW)


def test_token_works_until_the_second_before_it_expires() -> None:
    token = make_token(expires_at=NOW + timedelta(days=7))

    last_second = NOW + timedelta(days=7, seconds=-1)

    assert read(purpose=Purpose.CONFIRM, token=token, now=last_second) == HANDLE


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
def test_token_expired_names_its_handle(late: timedelta) -> None:
    token = make_token(expires_at=NOW)

    with pytest.raises(TokenExpiredError) as caught:
        read(purpose=Purpose.CONFIRM, token=token, now=NOW + late)

    assert caught.value.handle == HANDLE


def test_token_forged_is_invalid_rather_than_expired() -> None:
    token = make_token(Purpose.NOT_ME, expires_at=NOW)

    with pytest.raises(TokenInvalidError):
        read(purpose=Purpose.CONFIRM, token=token, now=NOW)


@pytest.mark.parametrize("position", range(40))
def test_token_with_any_byte_changed_is_invalid(position: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(make_token() + "=="))
    raw[position] ^= 0x01
    tampered = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    with pytest.raises(TokenInvalidError):
        read(purpose=Purpose.CONFIRM, token=tampered, now=NOW)


def test_token_of_another_handle_is_invalid() -> None:
    other = mint(purpose=Purpose.CONFIRM, handle=uuid.uuid4(), expires_at=NOW + LINK_LIFETIME)
    raw, own = (base64.urlsafe_b64decode(token + "==") for token in (other, make_token()))
    mixed = base64.urlsafe_b64encode(own[:16] + raw[16:]).rstrip(b"=").decode()

    with pytest.raises(TokenInvalidError):
        read(purpose=Purpose.CONFIRM, token=mixed, now=NOW)


def _last_character_respelt(token: str) -> str:
    # 40 bytes are 53.3 characters: the last one has four bits that mean nothing.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) + 1]


@pytest.mark.parametrize(
    "respell",
    [
        pytest.param(lambda token: token + "==", id="padded"),
        pytest.param(_last_character_respelt, id="unused bits set"),
        pytest.param(lambda token: token[:10] + "\n" + token[10:], id="line break"),
        pytest.param(lambda token: token[:10] + "!" + token[10:], id="foreign character"),
        pytest.param(lambda token: token + "A", id="one more character"),
        pytest.param(lambda token: token + "AAAA", id="more bytes"),
        pytest.param(lambda token: token[:-1], id="one less character"),
        pytest.param(lambda token: token[:27], id="no MAC at all"),
        pytest.param(lambda token: token[:40], id="half a MAC"),
        pytest.param(lambda token: token[:20], id="half a handle"),
        pytest.param(lambda token: token + "é", id="not ASCII"),
        pytest.param(lambda token: "\ud800" + token, id="lone surrogate"),
        pytest.param(lambda token: token[:0], id="empty"),
        pytest.param(lambda token: token[:1], id="a single character"),
    ],
)
def test_token_in_any_other_spelling_is_invalid(respell: object) -> None:
    assert callable(respell)
    token = respell(make_token())

    with pytest.raises(TokenInvalidError):
        read(purpose=Purpose.CONFIRM, token=token, now=NOW)


def test_token_of_an_older_key_works_while_the_key_is_listed(settings: Settings) -> None:
    settings.TOKEN_KEYS = [OLD_KEY]
    token, code = make_token(), confirmation_code(HANDLE)

    settings.TOKEN_KEYS = [NEW_KEY, OLD_KEY]

    assert read(purpose=Purpose.CONFIRM, token=token, now=NOW) == HANDLE
    assert code_matches(HANDLE, code) is True


def test_token_of_a_removed_key_is_invalid(settings: Settings) -> None:
    settings.TOKEN_KEYS = [OLD_KEY]
    token, code = make_token(), confirmation_code(HANDLE)

    settings.TOKEN_KEYS = [NEW_KEY]

    assert code_matches(HANDLE, code) is False
    with pytest.raises(TokenInvalidError):
        read(purpose=Purpose.CONFIRM, token=token, now=NOW)


def test_token_is_made_with_the_first_key(settings: Settings) -> None:
    settings.TOKEN_KEYS = [NEW_KEY, OLD_KEY]
    token, code = make_token(), confirmation_code(HANDLE)

    settings.TOKEN_KEYS = [NEW_KEY]

    assert read(purpose=Purpose.CONFIRM, token=token, now=NOW) == HANDLE
    assert confirmation_code(HANDLE) == code


def test_code_is_six_digits_for_every_handle() -> None:
    codes = [confirmation_code(uuid.UUID(int=number)) for number in range(2_000)]

    assert {len(code) for code in codes} == {6}
    assert all(code.isdecimal() and code.isascii() for code in codes)
    # Leading zeros are kept: about one code in ten has one.
    assert any(code.startswith("0") for code in codes)


def test_codes_of_different_handles_differ() -> None:
    codes = {confirmation_code(uuid.UUID(int=number)) for number in range(1_000)}

    # 1,000 of a million: a few meet by chance, as birthdays do.
    assert len(codes) > 980


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_code_that_is_not_six_digits_matches_nothing(wrong: str) -> None:
    assert code_matches(HANDLE, wrong) is False


def test_code_with_one_digit_changed_does_not_match() -> None:
    code = confirmation_code(HANDLE)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)

    assert code_matches(HANDLE, code) is True
    assert code_matches(HANDLE, wrong) is False


def test_derive_separates_purposes_and_keys() -> None:
    derived = {
        derive(key, purpose, b"message") for key in (OLD_KEY, NEW_KEY) for purpose in ("a", "b")
    }

    assert len(derived) == 4
    assert {len(value) for value in derived} == {32}


def _dump(*tables: str) -> str:
    """Give every value of the tables as PostgreSQL writes them, binary ones in every way.

    But for the ids: after a hundred thousand rows of other tests they look like codes.
    """
    text = ""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t.*, t::text FROM {table} AS t")
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if name == "id" or name.endswith("_id"):
                        continue
                    raw = bytes(value) if isinstance(value, memoryview) else None
                    text += f"{value}\n"
                    if raw is not None:
                        text += f"{raw.hex()}\n{base64.urlsafe_b64encode(raw).decode()}\n"
    return text


@pytest.mark.broad  # both tables, whole
def test_tokens_and_codes_of_1000_rows_are_not_in_the_database(appeal: Appeal) -> None:
    first = make_signature(appeal)
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Signature._meta.concrete_fields
        if field.attname not in ("id", "handle", "form_key", "canonical_email")
    }
    rows = Signature.objects.bulk_create(
        Signature(**fields, canonical_email=f"{number}@x.example") for number in range(1_000)
    )
    OutboundEmail.objects.bulk_create(
        OutboundEmail(
            signature=row, kind=EmailKind.CONFIRM, dedupe_key=row.handle.hex, recipient_key=b"k"
        )
        for row in rows
    )

    dump = _dump("signatures_signature", "signatures_outboundemail")
    emails = OutboundEmail.objects.select_related("signature").filter(signature__in=rows)

    assert len(emails) == 1_000
    for email in emails:
        handle, expires_at = email.about.handle, email.created_at + LINK_LIFETIME
        for purpose in Purpose:
            token = mint(purpose=purpose, handle=handle, expires_at=expires_at)
            # Not even the part that only a key can make.
            assert token[27:] not in dump
            assert base64.urlsafe_b64decode(token + "==")[20:].hex() not in dump
        assert f"\n{confirmation_code(handle)}\n" not in dump
