"""The next release's schema under this release's code, while people sign (R-41)."""

import threading
from collections.abc import Iterator

import pytest

from tests.faults.crowd import Crowd
from tests.faults.invariants import all_hold
from tests.faults.site import Site
from tests.faults.update import restart_one_after_another, visits
from tests.waiting import eventually

pytestmark = [
    pytest.mark.stack,
    pytest.mark.xdist_group("faults"),
    pytest.mark.requirement("R-41"),
]
# What a release may do to the busiest tables in one step: nothing that the old code trips over.
NEXT = (
    "ALTER TABLE signatures_signature ADD COLUMN next_note text",
    "ALTER TABLE signatures_signature ADD COLUMN next_flag boolean NOT NULL DEFAULT true",
    "ALTER TABLE signatures_outboundemail ADD COLUMN next_kind text NOT NULL DEFAULT ''",
    "CREATE INDEX CONCURRENTLY next_idx ON signatures_signature (next_note)",
    "ALTER TABLE signatures_signature ADD CONSTRAINT next_check CHECK (next_flag) NOT VALID",
    "ALTER TABLE signatures_signature VALIDATE CONSTRAINT next_check",
    "CREATE TABLE signatures_next (id bigint PRIMARY KEY REFERENCES signatures_signature)",
)
BACK = (
    "DROP TABLE signatures_next",
    "ALTER TABLE signatures_signature DROP COLUMN next_note, DROP COLUMN next_flag",
    "ALTER TABLE signatures_outboundemail DROP COLUMN next_kind",
)


@pytest.fixture
def old_schema_after(site: Site) -> Iterator[None]:
    """Take back what the next release added, for the tests that follow."""
    yield
    for statement in BACK:
        site.ask(statement)


@pytest.mark.usefixtures("old_schema_after")
def test_schema_grows_while_people_sign(site: Site, crowd: Crowd) -> None:
    over = threading.Event()
    threads = [crowd.keep_signing(crowd.addresses(5000), over) for _ in range(3)]
    try:
        for statement in NEXT:
            site.ask(statement)
            before = len(crowd.accepted)
            eventually(lambda: len(crowd.accepted) >= before + 5)  # noqa: B023 -- called at once
    finally:
        over.set()
        for thread in threads:
            thread.join()

    assert {outcome.status for outcome in crowd.outcomes} == {303}
    all_hold(site, crowd)


@pytest.mark.long
@pytest.mark.requirement("R-28")
@pytest.mark.usefixtures("old_schema_after")
def test_whole_update_is_noticed_by_nobody(site: Site, crowd: Crowd) -> None:
    with visits(site, crowd) as seen:
        for statement in NEXT:
            site.ask(statement)
        restart_one_after_another(site)

    assert set(seen.pages) == {200}, site.front_errors
    assert set(seen.forms) == {303}
    all_hold(site, crowd)
