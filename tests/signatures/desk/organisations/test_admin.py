"""Records at the desk, and the page on which spellings are merged."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from appeal.models import Appeal
from signatures.models import Organisation, OrganisationDomain, OrganisationSpelling
from signatures.organisations.affiliation import spelling_of
from tests.factories import make_signature
from tests.pages import said, typed
from tests.signatures.organisations.records import make_organisation
from tests.staff import make_staff, signed_in

LIST = "/staff/signatures/organisation/"


def png() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (80, 40), "navy").save(file, "PNG")
    return SimpleUploadedFile("../logo.svg.php", file.getvalue(), "text/x-php")


def add(desk: Client, **fields: object) -> str:
    """Type a new organisation and save it; returns the page that answers."""
    form = typed(desk.get(f"{LIST}add/").content.decode())
    answer = desk.post(f"{LIST}add/", {**form, "name": "Université", **fields}, follow=True)
    return answer.content.decode()


def test_record_is_added_with_its_numbers_domain_and_logo(desk: Client) -> None:
    add(
        desk,
        kind="education",
        siren="130 029 796",
        ror="https://ror.org/051escj72",
        logo_file=png(),
        **{"domains-0-domain": "Prénom.Nom@Garrigues.Example"},
    )

    record = Organisation.objects.get()
    assert (record.siren, record.ror, record.search_key) == (
        "130029796",
        "051escj72",
        "universite",
    )
    assert record.logo is not None
    assert record.logo.width == 80
    assert [str(domain) for domain in record.domains.all()] == ["garrigues.example"]
    assert [str(spelling) for spelling in record.spellings.all()] == ["Université"]


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("siren", "130029797", "do not add up"),
        ("ror", "051escj73", "has a mistake"),
        ("domains-0-domain", "gmail.com", "Anybody can have an address at gmail.com"),
        ("domains-0-domain", "gouv.fr", "shared by many organisations"),
        ("name", "", "This field is required."),
    ],
)
def test_mistake_is_said_and_nothing_is_saved(
    desk: Client, field: str, value: str, complaint: str
) -> None:
    page = add(desk, **{field: value})

    assert complaint in page
    assert not Organisation.objects.exists()


@pytest.mark.requirement("R-51")
def test_file_that_is_no_picture_is_refused(desk: Client) -> None:
    page = add(desk, logo_file=SimpleUploadedFile("logo.png", b"<svg/>", "image/png"))

    assert "Choose a picture in PNG, JPEG or WebP." in page
    assert not Organisation.objects.exists()


def test_domain_of_another_organisation_is_refused(desk: Client) -> None:
    make_organisation("École", "garrigues.example")

    page = add(desk, **{"domains-0-domain": "garrigues.example"})

    assert "another organisation’s already" in page
    assert OrganisationDomain.objects.count() == 1


def test_logo_can_be_replaced_and_taken_away(desk: Client) -> None:
    add(desk, logo_file=png())
    page = f"{LIST}{Organisation.objects.get().pk}/change/"

    form = typed(desk.get(page).content.decode())
    desk.post(page, {**form, "remove_logo": "on"})

    assert Organisation.objects.get().logo is None


def test_list_is_searched_without_accents(desk: Client) -> None:
    make_organisation("Université des Garrigues")
    make_organisation("Centre hospitalier")

    page = desk.get(LIST, {"q": "UNIVERSITE garr"}).content.decode()

    assert "Université des Garrigues" in page
    assert "Centre hospitalier" not in page


def test_record_with_signatures_stays(desk: Client, appeal: Appeal) -> None:
    record = make_organisation("Université", "garrigues.example")
    make_signature(appeal, verified_organisation=record)

    assert desk.post(f"{LIST}{record.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Organisation.objects.exists()


def test_spellings_are_merged_after_a_preview_and_the_merge_undone(
    desk: Client, appeal: Appeal
) -> None:
    record = make_organisation("Université des Garrigues")
    spelling_id = spelling_of("Univ. des Garrigues")
    make_signature(appeal, organisation="Univ. des Garrigues", spelling_id=spelling_id)
    page = f"{LIST}{record.pk}/spellings/"

    offered = desk.get(page).content.decode()
    preview = desk.post(page, {"spelling": spelling_id}).content.decode()
    untouched = OrganisationSpelling.objects.get(pk=spelling_id or 0).organisation
    merged = desk.post(page, {"spelling": spelling_id, "merge": "yes"}, follow=True)
    owner = OrganisationSpelling.objects.get(pk=spelling_id or 0).organisation
    undone = desk.post(page, {"undo": record.merges.get().pk}, follow=True)

    assert "Univ. des Garrigues" in offered
    assert "will be shown with “Université des Garrigues”" in preview
    assert (untouched, owner) == (None, record)
    assert said(merged.content.decode()) == ["1 spelling was merged."]
    assert said(undone.content.decode()) == ["1 spelling is back where it was."]
    assert OrganisationSpelling.objects.get(pk=spelling_id or 0).organisation is None


def test_merge_of_nothing_is_said(desk: Client) -> None:
    record = make_organisation("Université")

    answer = desk.post(f"{LIST}{record.pk}/spellings/", {"merge": "yes"}, follow=True)

    assert said(answer.content.decode()) == [
        "Nothing was chosen that is not this record’s already."
    ]


@pytest.mark.parametrize("role", ["moderator", "press", "nobody"])
def test_who_is_no_organiser_changes_no_record(db: None, role: str) -> None:
    record = make_organisation("Université")
    browser = signed_in(make_staff(role))

    for page in ("add/", f"{record.pk}/change/", f"{record.pk}/spellings/"):
        assert browser.get(LIST + page).status_code == 403


def test_signatures_of_an_organisation_are_listed(desk: Client, appeal: Appeal) -> None:
    record = make_organisation("Université", "garrigues.example")
    make_signature(appeal, last_name="Dedans", verified_organisation=record)
    make_signature(appeal, last_name="Dehors")

    page = desk.get("/staff/signatures/signature/", {"organisation": record.pk}).content.decode()

    assert "Dedans" in page
    assert "Dehors" not in page
    for nonsense in ("x", "999999"):
        empty = desk.get("/staff/signatures/signature/", {"organisation": nonsense})
        assert "Dedans" not in empty.content.decode()
