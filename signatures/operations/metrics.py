"""The numbers that an administrator watches, read from the database at each scrape.

They describe the installation, not a process, so any web process gives the same answer.
"""

from collections.abc import Iterator

from django.db.models import Sum
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from signatures.enums import EmailState
from signatures.mail import pacing
from signatures.mail.backlog import backlog
from signatures.mail.staff import sent_today
from signatures.mail.switch import is_stopped
from signatures.models import BrokenInvariant, Invariant, OutboundEmail, Tally
from signatures.models.clock import database_now
from signatures.models.tally import Dimension
from signatures.operations.mail_metrics import mail_metrics


class _PostgresCollector(Collector):
    """Reads what is asked for when it is asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        counted = GaugeMetricFamily(
            "paraphe_signatures_counted", "Verified signatures in the figure.", labels=["appeal"]
        )
        totals = Tally.objects.filter(dimension=Dimension.TOTAL).values_list("appeal__slug")
        for slug, value in totals.annotate(value=Sum("value")):
            counted.add_metric([slug], value)
        yield counted
        now = database_now()
        waiting = backlog(now)
        yield GaugeMetricFamily(
            "paraphe_outbox_due",
            "Mails that wait for a worker or the mail server.",
            value=waiting.due,
        )
        yield GaugeMetricFamily(
            "paraphe_outbox_oldest_seconds",
            "Age of the oldest mail that waits for a worker or the mail server.",
            value=waiting.oldest_age.total_seconds(),
        )
        yield GaugeMetricFamily(
            "paraphe_outbox_paced", "Mails that wait for their moment.", value=pacing.put_off()
        )
        yield GaugeMetricFamily(
            "paraphe_mail_stopped", "Whether the desk has stopped all mail.", value=is_stopped()
        )
        yield GaugeMetricFamily(
            "paraphe_mail_to_staff", "Mails to accounts of the desk today.", value=sent_today()
        )
        broken = GaugeMetricFamily(
            "paraphe_broken_invariant", "1 for what must hold and does not.", labels=["invariant"]
        )
        found = set(BrokenInvariant.objects.values_list("invariant", flat=True))
        for name in Invariant.values:
            broken.add_metric([name], name in found)
        yield broken
        failed = GaugeMetricFamily(
            "paraphe_outbox_failed", "Mails that will not be tried again.", labels=["state"]
        )
        # Both from the start: nothing has grown where there was no line before.
        for state in (EmailState.BOUNCED, EmailState.DEAD):
            failed.add_metric([state], OutboundEmail.objects.filter(state=state).count())
        yield failed
        yield from mail_metrics(now)


def render_metrics() -> tuple[bytes, str]:
    """Give the metrics in Prometheus' text format, and its content type."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_PostgresCollector())
    return generate_latest(registry), CONTENT_TYPE_LATEST
