"""A thousand people watch the figure through nginx: what it costs PostgreSQL."""

from itertools import count

import pytest

from stack.visitor import Visitor
from tests.deploy.installation import Installation
from tests.deploy.signing import LIVE, total
from tests.deploy.watchers import WATCHERS, watch
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("installation")]
TIMES = 3
# As Django writes the one query that makes the figure (figures/counting.live_figure).
FIGURE = 'AS "figure"'


def test_a_thousand_watchers_cost_one_query_a_second(
    installation: Installation, visitor: Visitor
) -> None:
    with installation.statements() as statements:
        # By other addresses, which nginx does not know: the query is one that is seen.
        numbers = count()
        eventually(
            lambda: visitor.get(f"{LIVE}?{next(numbers)}") and statements().count(FIGURE) > 0
        )
        eventually(lambda: total(visitor, LIVE) == total(visitor))
        before = statements().count(FIGURE)

        told = watch(installation.front, LIVE, times=TIMES, pause=1)

        asked = statements().count(FIGURE) - before
    assert told.statuses == {"200": WATCHERS * TIMES}
    assert told.totals == {str(total(visitor)): WATCHERS * TIMES}
    assert asked <= 1 + told.seconds
