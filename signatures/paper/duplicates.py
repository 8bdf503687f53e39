"""Who on a sheet may have signed already: online, in another batch, or further up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from signatures.models import PaperSignature, Signature
from signatures.models.paper import BatchState


class Finding(models.TextChoices):
    """What was found. The same address is the same person; the same name may be another."""

    ADDRESS_ONLINE = "address_online", _("this address has signed online: will not be counted")
    ADDRESS_ON_PAPER = "address_paper", _("this address is on another list: will not be counted")
    ADDRESS_ABOVE = "address_above", _("this address is further up: will not be counted")
    NAME_ONLINE = "name_online", _("somebody of this name has signed online")
    NAME_ON_PAPER = "name_paper", _("somebody of this name is on another list")
    NAME_ABOVE = "name_above", _("somebody of this name is further up")


SURE = (Finding.ADDRESS_ONLINE, Finding.ADDRESS_ON_PAPER, Finding.ADDRESS_ABOVE)


@dataclass(frozen=True)
class Known:
    """A line as far as it is compared."""

    number: int
    name_key: str
    canonical_email: str


def find_duplicates(
    appeal: Appeal, lines: Iterable[Known], *, batch: int | None = None
) -> dict[int, list[Finding]]:
    """Find who may have signed already.

    Args:
        appeal: what was signed.
        lines: of one sheet or file, in their order.
        batch: the id of the batch they are in, if any: it is no other list.

    Returns:
        `{line number: findings}`, for the lines that have any.
    """
    rows = list(lines)
    found: dict[int, list[Finding]] = defaultdict(list)
    emails = {row.canonical_email for row in rows if row.canonical_email}
    names = {row.name_key for row in rows}
    others = PaperSignature.objects.filter(appeal=appeal).exclude(batch=batch)
    others = others.exclude(batch__state=BatchState.UNDONE)
    known = {
        Finding.ADDRESS_ONLINE: _addresses_online(appeal, emails),
        Finding.ADDRESS_ON_PAPER: set(
            others.filter(is_counted=True, canonical_email__in=emails).values_list(
                "canonical_email", flat=True
            )
        ),
        Finding.NAME_ONLINE: _names_online(appeal, names),
        Finding.NAME_ON_PAPER: set(
            others.filter(name_key__in=names).values_list("name_key", flat=True)
        ),
    }
    above: set[str] = set()
    for row in rows:
        for finding, values in known.items():
            value = row.canonical_email if finding in SURE else row.name_key
            if value in values:
                found[row.number].append(finding)
        if row.canonical_email and f"@{row.canonical_email}" in above:
            found[row.number].append(Finding.ADDRESS_ABOVE)
        if row.name_key in above:
            found[row.number].append(Finding.NAME_ABOVE)
        above |= {row.name_key, f"@{row.canonical_email}"}
    return dict(found)


def _addresses_online(appeal: Appeal, emails: set[str]) -> set[str]:
    rows = Signature.objects.filter(appeal=appeal, canonical_email__in=emails).counted()
    rows = rows.exclude(canonical_email="")
    return set(rows.values_list("canonical_email", flat=True))


def _names_online(appeal: Appeal, names: set[str]) -> set[str]:
    """Ask the search index once for each name: "last first" begins a signature's key."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.name FROM unnest(%s::text[]) AS wanted (name)
            WHERE wanted.name <> '' AND EXISTS (
                SELECT FROM signatures_signature
                WHERE search_key LIKE wanted.name || '%%'
                AND (search_key = wanted.name OR search_key LIKE wanted.name || ' %%')
                AND appeal_id = %s AND status = 'verified'
            )
            """,
            [sorted(names), appeal.pk],
        )
        return {row[0] for row in cursor.fetchall()}
