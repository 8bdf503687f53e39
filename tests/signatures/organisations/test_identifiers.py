"""Registered numbers: what their check figures let through."""

import pytest

from signatures.organisations.identifiers import IdentifierRefusedError, clean_ror, clean_siren


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("732 829 320", "732829320"), ("552.081.317", "552081317"), ("130029796", "130029796")],
)
def test_siren_that_adds_up_is_kept(typed: str, kept: str) -> None:
    assert clean_siren(typed) == kept


@pytest.mark.parametrize("typed", ["", "12345678", "7328293200", "73282932O", "٧٣٢٨٢٩٣٢٠"])
def test_siren_of_another_shape_is_refused(typed: str) -> None:
    with pytest.raises(IdentifierRefusedError):
        clean_siren(typed)


@pytest.mark.parametrize("place", range(9))
def test_siren_with_one_wrong_digit_is_refused(place: int) -> None:
    digits = list("732829320")
    digits[place] = str((int(digits[place]) + 1) % 10)

    with pytest.raises(IdentifierRefusedError):
        clean_siren("".join(digits))


@pytest.mark.parametrize("typed", ["051escj72", "https://ror.org/051escj72", " 02FEAHW73/ "])
def test_ror_that_adds_up_is_kept(typed: str) -> None:
    assert clean_ror(typed) in ("051escj72", "02feahw73")


@pytest.mark.parametrize("typed", ["", "051escj73", "051esci72", "150escj72", "051escj7"])
def test_ror_with_a_mistake_is_refused(typed: str) -> None:
    with pytest.raises(IdentifierRefusedError):
        clean_ror(typed)
