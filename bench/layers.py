"""Where the web process's time goes in one signature and one confirmation, by layer.

Run as `python -m bench.layers`; prints JSON: what, and by layer the milliseconds of one
request. The profiler makes calls of Python dearer than they are: read the shares.
"""

import cProfile
import json
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Iterable

import django

WARM, REQUESTS = 50, 200
OURS, DATABASE, REST = "our own code", "Django's ORM", "Python's library"
# Part of a file's name, and what it belongs to; the first that fits.
LAYERS = (
    ("/psycopg", "psycopg, and waiting for PostgreSQL"),
    ("/django/db/", DATABASE),
    ("/django/forms/", "Django's forms"),
    ("/django/template", "Django's templates"),
    ("/django/utils/translation", "translations"),
    ("/gettext.py", "translations"),
    ("/django/core/handlers", "middleware and routing"),
    ("/django/urls/", "middleware and routing"),
    ("/django/middleware/", "middleware and routing"),
    ("/django/http/", "middleware and routing"),
    ("/django/", "the rest of Django"),
    ("/redis/", "limits in Valkey"),
    ("/limits/", "limits in Valkey"),
    ("/celery/", "waking the workers"),
    ("/kombu/", "waking the workers"),
    ("/amqp/", "waking the workers"),
    ("/signatures/", OURS),
    ("/appeal/", OURS),
    ("/accounts/", OURS),
    ("/config/", OURS),
)

type Function = tuple[str, int, str]


def layer_of(file: str) -> str:
    """Give the layer to which a file belongs; "" for what is built in."""
    if file == "~":
        return ""
    return next((layer for part, layer in LAYERS if part in file), REST)


def by_layer(stats: pstats.Stats) -> dict[str, float]:
    """Add up the time within functions by layer, in seconds, the most first.

    What is built in (waiting at a socket, hashing, joining) belongs to who calls it.
    """
    total: dict[str, float] = defaultdict(float)
    functions: Iterable[tuple[Function, tuple[int, int, float, float, dict[Function, object]]]]
    functions = stats.stats.items()  # type: ignore[attr-defined]  # not in the stubs
    for (file, _line, _name), (_primitive, _calls, own, _cumulative, callers) in functions:
        if layer := layer_of(file):
            total[layer] += own
            continue
        for (caller, *_rest), called in callers.items():
            total[layer_of(caller) or REST] += called[2]  # type: ignore[index]  # its own time
    return dict(sorted(total.items(), key=lambda item: -item[1]))


def milliseconds(request: Callable[[], object]) -> dict[str, float]:
    """Give the time of one request by layer, after some to warm up."""
    for _warm in range(WARM):
        request()
    profile = cProfile.Profile(time.perf_counter)
    profile.enable()
    for _request in range(REQUESTS):
        request()
    profile.disable()
    return {
        layer: round(1000 * seconds / REQUESTS, 3)
        for layer, seconds in by_layer(pstats.Stats(profile)).items()
    }


def main() -> None:
    """Profile both, and print the layers."""
    django.setup()
    from bench.inside import Requests

    requests = Requests()
    found = {"sign": milliseconds(requests.sign)}
    waiting = iter(requests.waiting(WARM + REQUESTS))
    found["confirm"] = milliseconds(lambda: requests.confirm(next(waiting)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
