"""The desk's first page offers each person what that person may open, by task."""

import pytest

from accounts.desk_links import Task, links_for
from tests.staff import GROUPS, make_staff, signed_in


@pytest.mark.parametrize("role", GROUPS)
def test_every_page_that_is_offered_opens(db: None, role: str) -> None:
    person = make_staff(role)
    desk = signed_in(person)

    for _task, links in links_for(person):
        for link in links:
            assert desk.get(link.href).status_code == 200, link.href


def test_tasks_are_those_of_the_role(db: None) -> None:
    def tasks(role: str) -> set[Task]:
        return {task for task, _links in links_for(make_staff(role))}

    assert tasks("nobody") == set()
    assert tasks("press") == {Task.FIGURES}
    assert tasks("moderator") == {Task.MODERATE, Task.ANSWER}
    assert {Task.MODERATE, Task.ANSWER, Task.PUBLISH} <= tasks("organiser")
    assert Task.WATCH in tasks("administrator")


def test_what_is_opened_every_day_stands_first(db: None) -> None:
    by_task = dict(links_for(make_staff("organiser")))

    assert by_task[Task.MODERATE][0].address == "admin:signatures_queue"
    assert by_task[Task.PUBLISH][0].address == "admin:appeal_appeal_changelist"
    assert by_task[Task.IMPORT][0].address == "admin:signatures_paperbatch_add"


def test_a_page_is_offered_once(db: None) -> None:
    links = [link for _task, links in links_for(make_staff("administrator")) for link in links]

    assert len(links) == len(set(links))
