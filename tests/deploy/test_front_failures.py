"""nginx when the web processes behind it die."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.readiness import HOST
from stack.front import running_front
from tests.deploy.stand_in import stand_in
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("front")]
TOKEN = "QjO1sKq3fX0aVvL2mC9rT5eYwZ8uN4bHdG7iJ6kPxSoMtRyElF-_01"


def test_without_web_processes_old_pages_stay_and_forms_get_a_page_of_their_own(
    tmp_path: Path,
) -> None:
    with ExitStack() as web_process:
        web = web_process.enter_context(stand_in())
        with running_front(tmp_path / "front", [web.port]) as front:
            visitor = front.visitor()
            first = visitor.get("/fr/expired/")
            web_process.close()

            eventually(lambda: visitor.get("/fr/expired/")["X-Cache-Status"] == "STALE")
            again = visitor.get("/fr/expired/")
            never_seen = visitor.get("/fr/never-seen/")
            form = visitor.post(f"/fr/confirm/{TOKEN}/", {})

            assert (again.status, again.body) == (200, first.body)
            for refused in (never_seen, form):
                assert refused.status == 503
                assert refused["Retry-After"] == "30"
                assert refused["Cache-Control"] == "no-store"
                assert "personne n’est compté deux fois" in refused.text
                assert "nobody is counted twice" in refused.text
            assert TOKEN not in front.access_log + front.error_log
            assert "127.0.0.1" not in front.error_log


def test_who_comes_too_many_is_told_at_once_when_to_come_back(tmp_path: Path) -> None:
    with (
        stand_in() as web,
        running_front(
            tmp_path / "front",
            [web.port],
            FRONT_WEB=f"server {HOST}:{web.port} max_conns=2 max_fails=2 fail_timeout=3s;",
        ) as front,
        ThreadPoolExecutor(2) as pool,
    ):
        path = "/fr/appeals/slow/sign/"
        served = [pool.submit(front.visitor().post, path, {}) for _person in range(2)]
        eventually(lambda: len(web.asked) == 2)
        refused = front.visitor().post(path, {})
        web.may_answer.set()

        assert (refused.status, refused["Retry-After"]) == (503, "30")
        assert [person.result().status for person in served] == [200, 200]
        assert front.visitor().post(path, {}).status == 200


def test_another_process_takes_a_form_over_from_one_that_died(tmp_path: Path) -> None:
    with (
        stand_in(dies=True) as dying,
        stand_in() as web,
        running_front(tmp_path / "front", [dying.port, web.port]) as front,
    ):
        path = "/fr/appeals/appel/sign/"
        answers = [front.visitor().post(path, {"last_name": "Exemple"}) for _ in range(4)]

        assert [answer.status for answer in answers] == [200] * 4
        assert dying.asked != []


def test_a_form_of_the_desk_is_never_sent_twice(tmp_path: Path) -> None:
    with (
        stand_in(dies=True) as dying,
        stand_in(dies=True) as other,
        running_front(tmp_path / "front", [dying.port, other.port]) as front,
    ):
        answer = front.visitor().post("/staff/signatures/", {"action": "approve"})

        assert answer.status == 503
        assert len(dying.asked + other.asked) == 1
