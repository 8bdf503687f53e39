"""A domain that is added or removed: signatures from it are looked at again, in slices."""

import pytest
from django.test import Client

from appeal.models import Appeal
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.desk.organisations.rechecking import request_recheck
from signatures.enums import SignatureStatus
from signatures.figures.reconcile import reconcile
from signatures.models import Job, Organisation, OrganisationDomain, Signature
from signatures.models.job import JobState
from signatures.organisations import recheck
from tests.factories import make_signature
from tests.pages import typed
from tests.signatures.organisations.records import make_organisation
from tests.staff import make_staff


def of(organisation: Organisation | None) -> set[str]:
    rows = Signature.objects.filter(verified_organisation=organisation)
    return set(rows.values_list("email", flat=True))


def sign_from(appeal: Appeal, *addresses: str, **fields: object) -> None:
    for address in addresses:
        make_signature(appeal, email=address, **fields)


def test_added_domain_gathers_who_signed_before(appeal: Appeal) -> None:
    sign_from(appeal, "a@garrigues.example", "b@etu.garrigues.example", "c@autre.example")
    sign_from(appeal, "d@garrigues.example", status=SignatureStatus.PENDING)
    record = make_organisation("Université", "garrigues.example")

    request_recheck(["garrigues.example"], by=make_staff("organiser"))
    run_due(KINDS)

    assert of(record) == {"a@garrigues.example", "b@etu.garrigues.example"}
    assert reconcile(appeal) == []
    job = Job.objects.get()
    assert (job.state, job.outcome) == (JobState.DONE, {"changed": 2})
    assert KINDS[job.kind].describe(job)


def test_removed_domain_lets_them_go_to_the_one_above(appeal: Appeal) -> None:
    above = make_organisation("Université", "garrigues.example")
    below = make_organisation("CHU", "chu.garrigues.example")
    sign_from(appeal, "a@chu.garrigues.example", verified_organisation=below)
    OrganisationDomain.objects.filter(organisation=below).delete()

    request_recheck(["chu.garrigues.example"], by=make_staff("organiser"))
    run_due(KINDS)

    assert (of(above), of(below)) == ({"a@chu.garrigues.example"}, set())
    assert reconcile(appeal) == []


def test_each_slice_is_a_stretch_of_ids(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_from(appeal, *(f"{n}@garrigues.example" for n in range(5)))
    # Thirds of all numbers ever given: how many that is depends on the tests before.
    monkeypatch.setattr(recheck, "IDS_AT_ONCE", recheck.highest_id() // 3 + 1)
    record = make_organisation("Université", "garrigues.example")

    request_recheck(["garrigues.example"], by=make_staff("organiser"))
    slices = run_due(KINDS)

    assert slices >= 3
    assert len(of(record)) == 5
    assert Job.objects.get().outcome == {"changed": 5}


def test_nobody_to_look_at_is_no_trouble(db: None) -> None:
    by = make_staff("organiser")

    request_recheck(["garrigues.example"], by=by)
    run_due(KINDS)

    assert Job.objects.get().outcome == {"changed": 0}
    assert request_recheck([], by=by) is None


def test_saving_a_domain_asks_once_and_leads_to_the_job(desk: Client, appeal: Appeal) -> None:
    record = make_organisation("Université")
    page = f"/staff/signatures/organisation/{record.pk}/change/"
    form = typed(desk.get(page).content.decode())

    answer = desk.post(page, {**form, "domains-0-domain": "garrigues.example"}, follow=True)
    unchanged = typed(desk.get(page).content.decode())
    desk.post(page, unchanged)

    job = Job.objects.get()
    assert job.parameters == {"domains": ["garrigues.example"]}
    assert f"/staff/signatures/job/{job.pk}/" in answer.content.decode()
