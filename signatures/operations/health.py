"""Whether this installation can do its work."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from signatures.mail import switch
from signatures.mail.backlog import backlog
from signatures.models import BrokenInvariant
from signatures.models.clock import database_now
from signatures.models.lagging import missing_replicas

# Mail older than this means that no worker takes it, or no mail server.
OUTBOX_LATE_SECONDS = 300


@dataclass
class Health:
    """What was found. Degraded still serves visitors; not ready does not."""

    ready: bool = True
    problems: list[str] = field(default_factory=list)


def _migrations_applied() -> bool:
    """Say whether this code's migrations are in the database."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def check_health() -> Health:
    """Ask PostgreSQL, look for missing migrations, Redis and late mail.

    Without the database nothing can be promised: not ready. Without Redis or workers the
    outbox keeps what was promised: ready, with the problem named.
    """
    health = Health()
    try:
        if not _migrations_applied():
            health.ready = False
            health.problems.append("migrations are missing: run manage.py migrate")
        waiting = backlog(database_now())
        stop = switch.current_stop()
        broken = list(BrokenInvariant.objects.order_by("since"))
    except DatabaseError:
        return Health(ready=False, problems=["PostgreSQL does not answer"])
    if stop is not None:
        health.problems.append(f"mail is stopped at the desk since {stop.stopped_at:%F %R} UTC")
    elif waiting.oldest_age.total_seconds() > OUTBOX_LATE_SECONDS:
        health.problems.append(
            f"{waiting.due} mails wait: is a worker running, does the mail server answer?"
        )
    health.problems += [f"broken invariant: {one.invariant}" for one in broken]
    health.problems += [f"{name} is away or late: read elsewhere" for name in missing_replicas()]
    try:
        cache.set("readyz", settings.SITE_HOST, 5)
    except Exception:  # noqa: BLE001 -- redis-py and the system raise many kinds
        health.problems.append("Redis does not answer: mails are slower, sign-in is closed")
    return health
