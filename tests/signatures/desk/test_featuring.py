"""Featured signatories: shown under the wall's rule, with approved quotes and clean pictures."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import AuditEntry, User
from appeal.models import Appeal
from signatures.desk import featuring, moderation
from signatures.desk.portraits import SIZE, NotAPictureError, store_portrait
from signatures.enums import Display, ModerationStatus, SignatureStatus
from signatures.models import FeaturedSignatory, Signature
from signatures.models.clock import database_now
from signatures.models.job import private_storage
from signatures.page_cache import pages
from signatures.signing.withdraw import withdraw_signature
from signatures.wall.featured import featured_signatories
from tests.factories import make_signature
from tests.staff import GROUPS, make_staff, signed_in

LIST = "/staff/signatures/featuredsignatory/"


def picture(size: tuple[int, int] = (900, 600), kind: str = "JPEG") -> io.BytesIO:
    """A picture that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x013B] = "Somebody"  # artist
    exif[0x0112] = 6  # turned
    exif[0x8825] = {1: "N"}  # where
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, kind, exif=exif)
    file.seek(0)
    return file


def featured(appeal: Appeal, by: User, **fields: Any) -> FeaturedSignatory:
    return featuring.feature(make_signature(appeal, **fields), by=by)


def names(appeal: Appeal) -> list[str]:
    return [one.name.split()[-1] for one in featured_signatories(appeal)]


@pytest.mark.requirement("R-51")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_portrait_is_drawn_anew_without_what_it_tells(kind: str) -> None:
    name = store_portrait(picture(kind=kind))

    with Image.open(private_storage().path(name)) as stored:
        assert (stored.format, stored.size) == ("WEBP", SIZE)
        assert not stored.getexif()
        assert "icc_profile" not in stored.info
    assert len(Path(name).stem) == 32


@pytest.mark.requirement("R-51")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"x" * 100,
        picture().getvalue()[:200],
        b"x" * 2_000_001,
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPictureError):
        store_portrait(io.BytesIO(content))


def test_a_picture_of_far_too_many_pixels_is_refused() -> None:
    file = io.BytesIO()
    Image.new("1", (9000, 9000)).save(file, "PNG")
    file.seek(0)

    with pytest.raises(NotAPictureError):
        store_portrait(file)


@pytest.mark.requirement("R-11")
@pytest.mark.parametrize(
    "fields",
    [
        {"display": Display.INITIALS},
        {"display": Display.HIDDEN},
        {"moderation": ModerationStatus.HELD},
        {"moderation": ModerationStatus.HIDDEN},
        {"status": SignatureStatus.PENDING},
    ],
)
def test_only_who_is_shown_in_full_is_featured(
    appeal: Appeal, olga: User, fields: dict[str, Any]
) -> None:
    with pytest.raises(featuring.NotShownError):
        featured(appeal, olga, **fields)

    row = featured(appeal, olga)
    Signature.objects.filter(pk=row.signature_id).update(
        **fields, **({"verified_at": None} if "status" in fields else {})
    )
    assert featured_signatories(appeal) == []


def test_a_quote_is_shown_as_it_was_approved_and_no_other(appeal: Appeal, olga: User) -> None:
    row = featured(appeal, olga)
    featuring.describe(row, title="Chercheuse", quote="Oui.", portrait=None, by=olga)
    before = featured_signatories(appeal)[0].quote

    assert featuring.approve_quote(row, quote="Non.", by=olga) is False
    assert featuring.approve_quote(row, quote="Oui.", by=olga)
    approved = featured_signatories(appeal)[0].quote
    featuring.describe(row, title="Chercheuse", quote="Oui !", portrait=None, by=olga)

    assert (before, approved, featured_signatories(appeal)[0].quote) == ("", "Oui.", "")


def test_the_order_is_the_desk_s(appeal: Appeal, olga: User) -> None:
    first, _second, third = (featured(appeal, olga, last_name=name) for name in ("A", "B", "C"))

    featuring.place(third, index=0, by=olga)
    once = names(appeal)
    featuring.place(first, index=10**30, by=olga)

    assert (once, names(appeal)) == (["C", "A", "B"], ["C", "B", "A"])
    places = AuditEntry.objects.filter(act="featured.place").order_by("pk")
    assert [entry.after for entry in places] == [{"position": 1}, {"position": 3}]


def test_the_appeal_s_page_shows_portrait_title_and_quote(
    appeal: Appeal, olga: User, client: Client
) -> None:
    row = featured(appeal, olga, first_name="Ada", last_name="Exemple")
    featuring.describe(
        row, title="Informaticienne", quote="J’en suis.", portrait=picture(), by=olga
    )
    featuring.approve_quote(row, quote="J’en suis.", by=olga)

    page = client.get("/fr/").text
    (name,) = {one.portrait for one in featured_signatories(appeal)}
    image = client.get(f"/fr/portraits/{name}.webp")
    body = image.content
    moderation.hide(Signature.objects.all(), by=olga)
    pages.clear()

    assert all(words in page for words in ("Ada Exemple", "Informaticienne", "J’en suis."))
    assert f"/fr/portraits/{name}.webp" in page
    assert (image["Content-Type"], body[8:12]) == ("image/webp", b"WEBP")
    assert client.get(f"/fr/portraits/{name}.webp").status_code == 404
    assert "Informaticienne" not in client.get("/fr/").text


def test_a_withdrawal_takes_the_portrait_along(
    appeal: Appeal, olga: User, django_capture_on_commit_callbacks: Any
) -> None:
    row = featured(appeal, olga)
    featuring.describe(row, title="", quote="", portrait=picture(), by=olga)
    row.refresh_from_db()
    path = Path(row.portrait.path)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_signature(handle=row.signature.handle, now=database_now())

    assert not path.exists()
    assert not FeaturedSignatory.objects.exists()


def test_the_pages_feature_describe_order_and_remove(appeal: Appeal, desk: Client) -> None:
    rows = [make_signature(appeal, last_name=name) for name in ("A", "B")]
    for row in rows:
        desk.post(f"{LIST}add/{row.pk}/")
    first, second = FeaturedSignatory.objects.order_by("pk")
    upload = SimpleUploadedFile("moi.jpg", picture().getvalue())

    desk.post(f"{LIST}{first.pk}/", {"title": "Dr", "quote": "Oui.", "portrait": upload})
    waiting = desk.get(LIST).text
    desk.post(f"{LIST}{first.pk}/approve/", {"quote": "Oui."})
    page = desk.get(f"{LIST}{first.pk}/").text
    bad = desk.post(f"{LIST}{second.pk}/", {"portrait": SimpleUploadedFile("x.jpg", b"x")})
    up = desk.post(f"{LIST}{second.pk}/place/", {"index": "0"})
    order = names(appeal)
    desk.post(f"{LIST}{second.pk}/remove/")
    held = make_signature(appeal, moderation="held")
    refused = desk.post(f"{LIST}add/{held.pk}/", follow=True)

    assert "quote waits for approval" in waiting
    assert "Approved by Olga" in page
    assert "/portraits/" in page
    assert "not a picture" in bad.text
    assert (order, names(appeal)) == (["B", "A"], ["A"])
    assert up["Location"] == f"{LIST}#up-{second.pk}"  # the same button has the focus again
    assert "Only people who are verified" in refused.text


def test_django_s_address_of_a_row_leads_to_its_page(
    appeal: Appeal, desk: Client, olga: User
) -> None:
    row = featured(appeal, olga)

    assert desk.get(f"{LIST}{row.pk}/change/")["Location"] == f"{LIST}{row.pk}/"


@pytest.mark.parametrize("role", GROUPS)
def test_organisers_feature(appeal: Appeal, role: str) -> None:
    client = signed_in(make_staff(role))
    may = role in ("administrator", "organiser", "exporting organiser")

    assert client.get(LIST).status_code == (200 if may else 403)
    client.post(f"{LIST}add/{make_signature(appeal).pk}/")
    assert FeaturedSignatory.objects.exists() == may
