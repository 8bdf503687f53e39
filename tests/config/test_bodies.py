"""Public forms are small; the desk's are not (R-51)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeal.models import Appeal
from config.bodies import MOST_BYTES, MOST_FIELDS
from signatures.models import Signature
from tests.signatures.signing.entries import typed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-51")]

SIGN = "/en/appeals/appel/sign/"
URLENCODED = "application/x-www-form-urlencoded"


def test_largest_honest_form_passes(client: Client, appeal: Appeal) -> None:
    everything = {"message": "é" * 500, "organisation": "ü" * 160, "city": "x" * 80}

    assert client.post(SIGN, typed(appeal, **everything)).status_code == 303


def test_too_large_a_body_gets_a_page(client: Client, appeal: Appeal) -> None:
    response = client.post(SIGN, b"x=" + b"a" * MOST_BYTES, content_type=URLENCODED)

    assert response.status_code == 413
    assert b"That was too much at once" in response.content
    assert b'lang="fr"' in response.content
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("length", ["-1", "1e9", "٣", "9" * 40])
def test_length_that_is_none_is_too_large(client: Client, appeal: Appeal, length: str) -> None:
    response = client.post(SIGN, b"x=1", content_type=URLENCODED, CONTENT_LENGTH=length)

    assert response.status_code in (400, 413)


@pytest.mark.parametrize("multipart", [True, False])
def test_too_many_fields_are_no_form_of_ours(
    client: Client,
    appeal: Appeal,
    multipart: bool,  # noqa: FBT001
) -> None:
    fields = typed(appeal) | {f"field{number}": "x" for number in range(MOST_FIELDS)}
    body = "&".join(f"{name}={value}" for name, value in fields.items())

    response = (
        client.post(SIGN, fields)
        if multipart
        else client.post(SIGN, body.encode(), content_type=URLENCODED)
    )

    assert response.status_code == 400
    assert not Signature.objects.exists()


def test_file_is_refused(client: Client, appeal: Appeal) -> None:
    fields = typed(appeal) | {"message": SimpleUploadedFile("virus.exe", b"MZ")}

    assert client.post(SIGN, fields).status_code == 400
    assert not Signature.objects.exists()
