"""Suzie signs: HTTP, PostgreSQL, a Celery worker's process, SMTP, her mailbox, the figure."""

import csv
import io
import json

import pytest

from tests.journeys.demo_site import DemoSite, wait_for
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("demo")]

SLUG = "montpellier-ia"


def counted(visitor: Visitor) -> int:
    figures = json.loads(visitor.get(f"/fr/appeals/{SLUG}/figures.json").body)
    for breakdown in ("by_category", "by_day", "by_country", "by_channel"):
        assert sum(cell["count"] for cell in figures[breakdown]) == figures["total"]
    total: int = figures["total"]
    return total


def settled_count(visitor: Visitor) -> int:
    """Read the figure once the page cache has turned over."""
    wait_for(lambda: visitor.get("/readyz").status == 200, seconds=20, what="readyz")
    import time

    time.sleep(2.5)
    return counted(visitor)


@pytest.mark.requirement("R-01")
@pytest.mark.parametrize(
    ("language", "subject", "button"),
    [
        ("fr", "Confirmez votre signature", "Confirmer ma signature"),
        ("en", "Confirm your signature", "Confirm my signature"),
    ],
)
def test_suzie_signs_and_confirms_by_link(
    demo: DemoSite, language: str, subject: str, button: str
) -> None:
    suzie, address = Visitor(demo.url), f"suzie.{language}@campus.example"
    before = settled_count(suzie)

    page = suzie.get(f"/{language}/")
    answer = suzie.sign(f"/{language}/", SLUG, email=address, last_name="Exemplaire")
    mail = demo.mail_to(address)
    link = mail.link("confirm")
    opened = [suzie.get(link) for _time in range(5)]
    unmoved = settled_count(suzie)
    confirmed = [suzie.post(link, {}) for _time in range(3)]
    thanks = suzie.get(link)

    assert (page.status, page.headers["Set-Cookie"]) == (200, None)
    assert answer.status == 303
    assert answer.headers["Location"] == f"/{language}/appeals/{SLUG}/check-your-inbox/"
    assert subject in str(mail.message["Subject"])
    assert link.startswith(f"{demo.url}/{language}/confirm/")
    assert [(one.status, button in one.body) for one in opened] == [(200, True)] * 5
    assert unmoved == before
    assert [one.status for one in confirmed] == [303] * 3
    assert (thanks.status, button in thanks.body) == (200, False)
    assert settled_count(suzie) == before + 1


@pytest.mark.requirement("R-77")
def test_suzie_types_the_code(demo: DemoSite) -> None:
    suzie, address = Visitor(demo.url), "suzie.code@campus.example"
    before = settled_count(suzie)

    suzie.sign("/fr/", SLUG, email=address)
    code = demo.mail_to(address).code
    wrong = suzie.post("/fr/confirm/", {"email": address, "code": "000000"})
    right = suzie.post("/fr/confirm/", {"email": address, "code": f"{code[:3]} {code[3:]}"})

    assert wrong.status == (422 if code != "000000" else 303)
    assert right.status == 303
    assert suzie.get(right.headers["Location"]).status == 200
    assert settled_count(suzie) == before + 1


def test_suzie_signs_twice_and_gets_another_mail_but_one_signature(demo: DemoSite) -> None:
    suzie, address = Visitor(demo.url), "suzie.twice@campus.example"
    suzie.sign("/fr/", SLUG, email=address)
    suzie.post(demo.mail_to(address).link("confirm"), {})
    before = settled_count(suzie)

    again = suzie.sign("/fr/", SLUG, email="Suzie.Twice+encore@campus.example")
    # To the mailbox that confirmed: where "+" is not ignored, the other is a stranger's.
    second = demo.mail_to(address, number=2)

    assert again.status == 303
    assert "/my-signature/" in second.text
    assert settled_count(suzie) == before


def test_suzie_withdraws(demo: DemoSite) -> None:
    suzie, address = Visitor(demo.url), "suzie.leaves@campus.example"
    suzie.sign("/fr/", SLUG, email=address)
    suzie.post(demo.mail_to(address).link("confirm"), {})
    before = settled_count(suzie)

    suzie.post("/fr/my-signature/", {"email": address, "appeal": SLUG})
    link = demo.mail_to(address, number=2).link("my-signature")
    shown = suzie.get(link)
    asked = suzie.post(link, {"withdraw": "ask"})
    done = suzie.post(link, {"withdraw": "yes"})

    assert "Exemple" in shown.body
    assert (asked.status, done.status) == (200, 303)
    assert settled_count(suzie) == before - 1
    assert (
        address
        not in demo.manage("export_signatures", "--status", "all", "--columns", "email").stdout
    )


def test_mallory_never_asked_and_says_so(demo: DemoSite) -> None:
    victim, address = Visitor(demo.url), "victim@campus.example"
    victim.sign("/fr/", SLUG, email=address)
    link = demo.mail_to(address).link("not-me")

    looked = victim.get(link)
    said = victim.post(link, {})
    signed_again = victim.sign("/fr/", SLUG, email=address, first_name="Encore")

    assert (looked.status, said.status, signed_again.status) == (200, 200, 303)
    assert len(demo.mails_to(address)) == 1
    exported = demo.manage("export_signatures", "--status", "all", "--columns", "email").stdout
    assert address not in exported


def test_the_administrator_exports_and_reconciles_beside_the_demo(demo: DemoSite) -> None:
    exported = demo.manage("export_signatures", "--columns", "id,first_name,category,status")
    reconciled = demo.manage("reconcile")
    unknown = demo.manage("export_signatures", "--appeal", "nowhere")

    rows = list(csv.DictReader(io.StringIO(exported.stdout.removeprefix("\ufeff"))))
    assert (exported.returncode, {row["status"] for row in rows}) == (0, {"verified"})
    assert (reconciled.returncode, reconciled.stderr) == (0, "")
    assert unknown.returncode != 0
    assert len(unknown.stderr.strip().splitlines()) == 1
