"""Channels and their posters: the link in the code, the count, the desk."""

import io
import re
import subprocess

import pytest
import segno
from django.db import IntegrityError, transaction
from PIL import Image, ImageDraw
from zxingcpp import read_barcodes

from appeal.models import Appeal
from signatures.models import Channel
from signatures.sharing.posters import address_of, counts, poster, qr_code
from tests.factories import make_signature
from tests.signatures.dossier.reading import needs_poppler
from tests.staff import make_staff, signed_in


@pytest.fixture
def channel(appeal: Appeal) -> Channel:
    return Channel.objects.create(appeal=appeal, code="hall-b", label="Hall du bâtiment B")


def print_page(pdf: bytes) -> Image.Image:
    """Print the first page at a hundred dots an inch."""
    command = ["pdftoppm", "-r", "100", "-gray", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout))


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("a3", (842, 1191))])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_poster_has_its_paper(
    channel: Channel, paper: str, points: tuple[int, int], language: str
) -> None:
    pdf = poster(channel, paper=paper, language=language)

    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert found is not None
    assert tuple(round(float(each)) for each in found.groups()) == points
    assert b"pdfuaid:part" in pdf
    assert b"/Type/Pages/Count 1/" in pdf


def test_link_carries_the_channel_and_the_language(channel: Channel) -> None:
    assert address_of(channel, language="en").endswith("/en/appeals/appel/?via=hall-b")


def test_code_is_read_as_the_link() -> None:
    drawn, again = qr_code("https://appel.example/fr/?via=b"), io.BytesIO()
    segno.make("https://appel.example/fr/?via=b", error="q").save(
        again, kind="svg", border=4, xmldecl=False
    )
    assert drawn == again.getvalue().decode()


@needs_poppler
def test_printed_code_is_read_although_a_part_is_torn_off(channel: Channel) -> None:
    sheet = print_page(poster(channel, paper="a4", language="en"))
    [printed] = read_barcodes(sheet)
    corner = printed.position.bottom_right
    ImageDraw.Draw(sheet).rectangle(
        (corner.x - 70, corner.y - 70, corner.x + 9, corner.y + 9), fill="white"
    )
    [torn] = read_barcodes(sheet)

    assert printed.text == torn.text == address_of(channel, language="en")


def test_counts_are_those_of_the_tally(appeal: Appeal, channel: Channel) -> None:
    other = Channel.objects.create(appeal=appeal, code="letter", label="Lettre")
    for _number in range(2):
        make_signature(appeal, channel="hall-b")
    make_signature(appeal)

    assert counts([channel, other]) == {channel.pk: 2, other.pk: 0}


@pytest.mark.parametrize("code", ["", "Hall", "hall b", "-b", "x" * 41, "é"])
def test_code_that_no_link_would_carry_is_refused(appeal: Appeal, code: str) -> None:
    with pytest.raises(Exception, match=r"channel_code_of_a_link|too long"), transaction.atomic():
        Channel.objects.create(appeal=appeal, code=code, label="x")


def test_code_is_used_once(channel: Channel) -> None:
    with pytest.raises(IntegrityError, match="channel_unique_code"), transaction.atomic():
        Channel.objects.create(appeal=channel.appeal, code=channel.code, label="x")


def test_desk_lists_the_counts_and_hands_out_posters(channel: Channel) -> None:
    make_signature(channel.appeal, channel="hall-b")
    desk = signed_in(make_staff("organiser"))

    page = desk.get("/staff/signatures/channel/").content.decode()
    answer = desk.get(f"/staff/signatures/channel/{channel.pk}/poster-a3-fr.pdf")

    assert '<td class="field-signatures">1</td>' in page
    assert f"/staff/signatures/channel/{channel.pk}/poster-a4-en.pdf" in page
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert desk.get(f"/staff/signatures/channel/{channel.pk}/poster-a5-fr.pdf").status_code == 404


def test_channel_is_made_at_the_desk_and_its_code_stays(appeal: Appeal) -> None:
    desk = signed_in(make_staff("organiser"))

    made = desk.post(
        "/staff/signatures/channel/add/",
        {"appeal": appeal.pk, "code": "amphi-1", "label": "Amphithéâtre 1"},
    )
    channel = Channel.objects.get()
    desk.post(
        f"/staff/signatures/channel/{channel.pk}/change/", {"code": "other", "label": "Ailleurs"}
    )

    channel.refresh_from_db()
    assert made.status_code == 302
    assert (channel.code, channel.label) == ("amphi-1", "Ailleurs")


def test_press_makes_no_channels(channel: Channel) -> None:
    desk = signed_in(make_staff("press"))

    assert desk.get(f"/staff/signatures/channel/{channel.pk}/poster-a4-fr.pdf").status_code == 403
