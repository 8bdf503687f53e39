"""How much of the processors each program used, for one unit of work: where a limit lies."""

import resource
from contextlib import suppress

import psutil

from bench.machine import programs
from bench.site import Site

LOAD = "load"  # the generator


class Meter:
    """Counts processor time from when it is made.

    Args:
        site: whose programs are watched; the generator is a child of this process.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._before = spent(site)

    def each(self, number: int) -> dict[str, float]:
        """Give the milliseconds that each program used for one of so many units since then."""
        after = spent(self._site)
        used = {name: after[name] - self._before.get(name, 0.0) for name in after}
        return {
            name: round(1000 * seconds / max(1, number), 3)
            for name, seconds in used.items()
            if seconds > 0
        }


def spent(site: Site) -> dict[str, float]:
    """Give the seconds of processor that each program has used, its ended children's too."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {name: _family(pid) for name, pid in programs(site).items()}
    return found | {LOAD: ended.ru_utime + ended.ru_stime}


def _family(pid: int) -> float:
    parent = psutil.Process(pid)
    ended = parent.cpu_times()
    total = ended.children_user + ended.children_system
    for one in (parent, *parent.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # a connection has just been closed
            times = one.cpu_times()
            total += times.user + times.system
    return total
