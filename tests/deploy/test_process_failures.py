"""The process layout of docker-compose.yml with real processes, when some of them die."""

import pytest

from stack.visitor import Visitor
from tests.deploy.installation import Installation
from tests.deploy.signing import LIVE, SIGN, sign, total
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("installation")]


def test_the_other_worker_delivers_when_one_is_killed(installation: Installation) -> None:
    installation.kill("worker-1")

    address, _link = sign(installation)

    assert len(installation.mails_to(address)) == 1


def test_no_visit_fails_when_one_web_process_is_killed(
    installation: Installation, visitor: Visitor
) -> None:
    statuses = [visitor.get(f"/fr/?before={number}").status for number in range(5)]

    installation.kill("web-1")
    statuses += [visitor.get(f"/fr/?after={number}").status for number in range(20)]
    posted = visitor.post(SIGN, {"form_token": "none"})
    installation.start_web("web-1")

    assert set(statuses) == {200}
    assert posted.status == 422


def test_without_any_web_process_the_page_stays_and_forms_get_an_honest_answer(
    installation: Installation, visitor: Visitor
) -> None:
    page = visitor.get("/fr/")
    before = total(visitor, LIVE)

    installation.kill("web-1")
    installation.kill("web-2")
    eventually(lambda: visitor.get(LIVE)["X-Cache-Status"] == "STALE")
    watched = total(visitor, LIVE)
    eventually(lambda: visitor.get("/fr/")["X-Cache-Status"] == "STALE")
    stale = visitor.get("/fr/")
    refused = visitor.post(SIGN, {"form_token": "none"})
    for name in ("web-1", "web-2"):
        installation.start_web(name)

    assert stale.status == 200
    assert "form_token" in page.text
    assert "form_token" in stale.text
    assert watched == before
    assert refused.status == 503
    assert refused["Retry-After"] == "30"
    assert "Si vous veniez d’envoyer un formulaire" in refused.text
    eventually(lambda: visitor.post(SIGN, {"form_token": "none"}).status == 422)
