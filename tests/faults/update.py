"""An update as the administrator does it, and visitors who are not to notice."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.crowd import Crowd
from tests.faults.site import WEB, WORKERS, Site

# Seconds: so long nginx passes over a process that was away (`fail_timeout`, stack/front.py).
# Whoever takes the next one down meanwhile leaves it without any.
PASSED_OVER = 3.5


@dataclass
class Visits:
    """What a visitor was answered through nginx: the statuses of pages and of forms."""

    pages: list[int] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)


@contextmanager
def visits(site: Site, crowd: Crowd) -> Iterator[Visits]:
    """Have one person look and sign through nginx; others sign and confirm past it meanwhile."""
    over, seen = threading.Event(), Visits()
    signing, confirming = (
        crowd.keep_signing(crowd.addresses(2000), over),
        crowd.keep_confirming(over),
    )

    def visit() -> None:
        visitor = site.front.visitor()
        for number, address in enumerate(crowd.addresses(2000)):
            if over.is_set():
                return
            seen.pages.append(visitor.get(f"/fr/?visit={number}").status)
            answer = visitor.post("/fr/appeals/appel/sign/", crowd.typed(address))
            seen.forms.append(answer.status)
            crowd.accepted += [address] * (answer.status == 303)

    visiting = threading.Thread(target=visit)
    visiting.start()
    try:
        yield seen
    finally:
        over.set()
        visiting.join()
        signing.join()
        confirming.join()


def restart_one_after_another(site: Site) -> None:
    """End and start each web process and each worker, the next when the last one answers."""
    for name in (*WEB, *WORKERS):
        site.end(name)
        site.start(name)
        site.wait_until_whole()
        if name in WEB:
            time.sleep(PASSED_OVER)
