"""Organisations at the desk: mandates, decisions, conversions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeal.models import Appeal
from signatures.enums import BodyState, SignatureStatus
from signatures.figures import counting
from signatures.models import BodyMandateFile, BodySignature, Organisation
from tests.factories import make_signature
from tests.pages import said
from tests.signatures.bodies.bodies import make_body
from tests.signatures.organisations.records import make_organisation
from tests.staff import make_staff, signed_in

DESK = "/staff/signatures/bodysignature/"
PDF = SimpleUploadedFile("../mandat d’Olga.pdf", b"%PDF-1.7 x", "application/pdf")


def decide(desk: Client, body: BodySignature, act: str, **fields: object) -> list[str]:
    answer = desk.post(f"{DESK}{body.pk}/decide/", {"act": act, **fields}, follow=True)
    body.refresh_from_db()
    return said(answer.content.decode())


def test_mandate_is_recorded_and_the_organisation_approved(desk: Client, appeal: Appeal) -> None:
    make_organisation("Association Exemple")
    body = make_body(appeal, name="Association Exemple")
    page = desk.get(f"{DESK}{body.pk}/change/").content.decode()

    told = decide(
        desk, body, "approve", name="association exemple", mandate_seen="PV du 3", document=PDF
    )

    assert "A record of this name is there" in page
    assert told == ["The decision is recorded."]
    assert (body.state, body.mandate_seen) == (BodyState.APPROVED, "PV du 3")
    assert Organisation.objects.count() == 1
    document = desk.get(f"{DESK}{body.pk}/document/")
    assert document.content == b"%PDF-1.7 x"
    assert document["Content-Disposition"].startswith("attachment; ")
    assert document["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"mandate_seen": ""}, "This field is required."),
        ({"name": ""}, "This field is required."),
        ({"document": SimpleUploadedFile("x.html", b"<script>")}, "Choose a PDF, PNG or JPEG"),
    ],
)
def test_approval_without_a_mandate_is_refused(
    desk: Client, appeal: Appeal, fields: dict[str, object], complaint: str
) -> None:
    body = make_body(appeal)

    page = desk.post(
        f"{DESK}{body.pk}/decide/",
        {"act": "approve", "name": "Exemple", "mandate_seen": "PV", **fields},
    )

    assert complaint in page.content.decode()
    body.refresh_from_db()
    assert (body.state, BodyMandateFile.objects.count()) == (BodyState.VERIFIED, 0)


def test_a_form_without_a_decision_decides_nothing(desk: Client, appeal: Appeal) -> None:
    body = make_body(appeal)

    assert decide(desk, body, "") == []
    assert body.state == BodyState.VERIFIED


def test_refusal_and_its_undo(desk: Client, appeal: Appeal) -> None:
    body = make_body(appeal)

    refused = decide(desk, body, "refuse", reason="Pas de mandat"), body.state, body.refusal
    reopened = decide(desk, body, "reopen"), body.state
    again = decide(desk, body, "reopen")

    assert refused == (["The decision is recorded."], "refused", "Pas de mandat")
    assert reopened == (["The decision is recorded."], "verified")
    assert again == ["Somebody else has decided, or it was withdrawn."]


def test_person_is_converted_after_a_preview_and_back(desk: Client, appeal: Appeal) -> None:
    person = make_signature(appeal, organisation="Association Exemple", job_title="Présidente")
    page = f"{DESK}of-signature/{person.pk}/"

    preview = desk.get(page).content.decode()
    untouched = counting.total(appeal)
    desk.post(page, {"name": "Association Exemple", "kind": "association", "role": "Présidente"})
    body = BodySignature.objects.get()
    after = counting.total(appeal), counting.bodies(appeal).under_review
    back = desk.post(f"{DESK}{body.pk}/to-person/", {"note": "elle préfère"}, follow=True)

    assert "Association Exemple" in preview
    assert "moved to the organisations" in preview
    assert "<td>1</td><td>0</td><td>0</td>" in "".join(preview.split())
    assert "<td>0</td><td>0</td><td>1</td>" in "".join(preview.split())
    assert (untouched, after) == (1, (0, 1))
    assert set(said(back.content.decode())) == {"It is converted; the figures have moved."}
    person.refresh_from_db()
    assert (person.status, counting.total(appeal)) == (SignatureStatus.VERIFIED, 1)


@pytest.mark.parametrize(
    ("act", "then", "says"),
    [
        ("reopen", "<td>0</td><td>0</td><td>1</td>", "then waits for its mandate to be seen"),
        ("refuse", "<td>0</td><td>0</td><td>0</td>", "decided about it before: refused."),
        ("approve", "<td>0</td><td>1</td><td>0</td>", "decided about it before: approved."),
    ],
)
def test_preview_says_what_was_decided_before(
    desk: Client, appeal: Appeal, act: str, then: str, says: str
) -> None:
    person = make_signature(appeal)
    page = f"{DESK}of-signature/{person.pk}/"
    desk.post(page, {"name": "Exemple", "kind": "association", "role": "Présidente"})
    body = BodySignature.objects.get()
    if act == "reopen":
        decide(desk, body, "approve", name="Exemple", mandate_seen="PV")
    decide(desk, body, act, name="Exemple", mandate_seen="PV", reason="Sans mandat")
    desk.post(f"{DESK}{body.pk}/to-person/", {"note": ""})

    preview = desk.get(page).text

    assert then in "".join(preview.split())
    assert says in preview


def test_representative_without_a_category_is_asked_for_one(desk: Client, appeal: Appeal) -> None:
    body = make_body(appeal)
    page = f"{DESK}{body.pk}/to-person/"

    asked = desk.post(page, {"note": ""}).content.decode()
    category = appeal.categories.get(code="citizen").pk
    desk.post(page, {"note": "", "category": category})

    assert "This field is required." in asked
    assert counting.total(appeal) == 1


def test_page_of_the_signature_leads_to_the_conversion(desk: Client, appeal: Appeal) -> None:
    person = make_signature(appeal)

    page = desk.get(f"/staff/signatures/signature/{person.pk}/change/").content.decode()

    assert f"{DESK}of-signature/{person.pk}/" in page


@pytest.mark.requirement("R-19")
@pytest.mark.parametrize("role", ["moderator", "press", "nobody"])
def test_who_is_no_organiser_decides_nothing(appeal: Appeal, role: str) -> None:
    body, person = make_body(appeal), make_signature(appeal)
    browser = signed_in(make_staff(role))

    for page in (
        f"{body.pk}/decide/",
        f"{body.pk}/to-person/",
        f"{body.pk}/document/",
        f"of-signature/{person.pk}/",
    ):
        assert browser.post(DESK + page, {"act": "refuse", "reason": "x"}).status_code == 403
    body.refresh_from_db()
    assert body.state == BodyState.VERIFIED


def test_list_is_filtered_and_searched(desk: Client, appeal: Appeal) -> None:
    make_body(appeal, name="Élan commun")
    make_body(appeal, name="Autre", state=BodyState.APPROVED)

    waiting = desk.get(DESK, {"state__exact": "verified"}).content.decode()
    found = desk.get(DESK, {"q": "ELAN"}).content.decode()

    for page in (waiting, found):
        assert "Élan commun" in page
        assert "Autre" not in page


def test_a_converted_signature_offers_no_decision_that_would_not_count(
    desk: Client, appeal: Appeal
) -> None:
    person = make_signature(appeal, organisation="Association Exemple")
    page = f"/staff/signatures/signature/{person.pk}/change/"
    desk.post(
        f"{DESK}of-signature/{person.pk}/",
        {"name": "Association Exemple", "kind": "association", "role": "x"},
    )

    shown = desk.get(page).text

    assert "Moved to the organisations" in shown
    assert 'value="approve"' not in shown
    assert 'value="hold"' not in shown


def test_who_approved_is_named_without_a_link_to_a_refused_page(
    desk: Client, appeal: Appeal
) -> None:
    body = make_body(appeal)
    desk.post(f"{DESK}{body.pk}/decide/", {"act": "approve", "name": "x", "mandate_seen": "vu"})

    page = desk.get(f"{DESK}{body.pk}/change/").text

    assert "/staff/accounts/user/" not in page
