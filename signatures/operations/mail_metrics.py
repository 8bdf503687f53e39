"""How mail fares, for an administrator's monitoring: the mail desk's numbers."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from signatures.enums import SuppressionReason
from signatures.mail.alarms import unwanted
from signatures.mail.collapse import collapsed
from signatures.mail.funnel import read_funnel, together
from signatures.models import SuppressedAddress
from signatures.models.mail_funnel import Stage

# As many domains as a dashboard can show.
_DOMAINS = 10


def mail_metrics(now: datetime) -> Iterator[GaugeMetricFamily]:
    """Give the funnel of today and yesterday, what collapsed, and who wants no mail."""
    funnel = read_funnel(today=timezone.localdate(now))
    stages = GaugeMetricFamily(
        "paraphe_mail_funnel",
        "Confirmation mails asked for since yesterday, by how far they came; opened is rough.",
        labels=["domain", "stage"],
    )
    largest = sorted(funnel.recent.items(), key=lambda found: (-found[1].asked, found[0]))
    for domain, fares in [("all", together(funnel.recent.values())), *largest[:_DOMAINS]]:
        for stage in Stage.values:
            stages.add_metric([domain or "other", stage], getattr(fares, stage))
    yield stages
    flags = GaugeMetricFamily(
        "paraphe_mail_domain_collapsed",
        "1 for a domain whose people confirm far less than before, and than others.",
        labels=["domain"],
    )
    for one in collapsed(funnel)[:_DOMAINS]:
        flags.add_metric([one.domain], 1)
    yield flags
    yield GaugeMetricFamily(
        "paraphe_mail_unwanted", "“Not me” and complaints of the last hour.", value=unwanted(now)
    )
    suppressed = GaugeMetricFamily(
        "paraphe_mail_suppressed", "Addresses that get no mail, by reason.", labels=["reason"]
    )
    for reason in SuppressionReason.values:
        number = SuppressedAddress.objects.filter(reason=reason).count()
        suppressed.add_metric([reason], number)
    yield suppressed
