"""The conditions of a saved query over signatures, as plain values that can be stored."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from appeal.models import Appeal
from signatures.addresses import AddressInvalidError, canonical_email, domain_of
from signatures.folding import search_key
from signatures.models import Signature, Unusual
from signatures.models.unusual import UnusualKind

# Whoever may not see addresses may not ask for them either.
ABOUT_ADDRESSES = frozenset(["email_domain", "address"])


class EmptyConditionError(Exception):
    """No condition, or none that says anything: it would be every signature."""


def cleaned(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give the conditions that say something, as they are stored.

    Args:
        typed: by the names of `_FILTERS`; dates as `date`, a category as its id.

    Raises:
        EmptyConditionError: there is none.
    """
    kept = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in typed.items()
        if name in _FILTERS and value not in ("", None)
    }
    says_something = {
        name: value
        for name, value in kept.items()
        if not name.startswith("name_") or search_key(str(value))
    }
    if not says_something:
        raise EmptyConditionError
    return says_something


def matching(appeal: Appeal, conditions: Mapping[str, Any]) -> QuerySet[Signature]:
    """Give the signatures under `appeal` that all conditions speak of.

    Raises:
        EmptyConditionError: there is no condition.
    """
    if not conditions:
        raise EmptyConditionError
    rows = Signature.objects.filter(appeal=appeal)
    for name, value in conditions.items():
        rows = rows.filter(_FILTERS[name](value))
    return rows


def of_finding(finding: Unusual) -> dict[str, Any]:
    """Give the conditions of what the hourly look found: what is in common, and when.

    Raises:
        EmptyConditionError: its sample was erased since, and nobody knows any more.
    """
    sample = finding.sample
    network = sample.network_key.hex() if sample.network_key else ""
    common = {
        UnusualKind.NETWORK: {"network_key": network},
        UnusualKind.DOMAIN: {"email_domain": domain_of(sample.canonical_email)},
        UnusualKind.NAME: {"name_equals": f"{sample.last_name} {sample.first_name}".strip()},
        UnusualKind.MESSAGE: {"message": sample.message},
        UnusualKind.HOUR: {},
    }[UnusualKind(finding.kind)]
    if not all(common.values()):
        raise EmptyConditionError
    return {**common, "signed_after": finding.starts_at, "signed_before": finding.ends_at}


def _name_contains(text: str) -> Q:
    found = Q()
    for word in search_key(text).split():
        found &= Q(search_key__contains=word)
    return found


def _name_equals(text: str) -> Q:
    """The name as typed, in either order; what follows it is the organisation."""
    words = search_key(text).split()
    turned = [" ".join(words[cut:] + words[:cut]) for cut in range(len(words))]
    found = Q(pk__in=[])
    for key in turned:
        found |= Q(search_key=key) | Q(search_key__startswith=f"{key} ")
    return found


def _domain(text: str) -> Q:
    domain = text.strip().lower().removeprefix("@")
    return Q(canonical_email__endswith=f"@{domain}")


def _address(text: str) -> Q:
    try:
        return Q(canonical_email=canonical_email(text))
    except AddressInvalidError:
        return Q(pk__in=[])


def _midnight(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))


_FILTERS: dict[str, Callable[[Any], Q]] = {
    "name_contains": _name_contains,
    "name_equals": _name_equals,
    "email_domain": _domain,
    "address": _address,
    "category": lambda pk: Q(category=pk),
    "country": lambda code: Q(country=str(code).upper()),
    "channel": lambda code: Q(channel=code),
    "created_from": lambda day: Q(created_at__gte=_midnight(day)),
    "created_to": lambda day: Q(created_at__lt=_midnight(day) + timedelta(days=1)),
    "verified_from": lambda day: Q(verified_at__gte=_midnight(day)),
    "verified_to": lambda day: Q(verified_at__lt=_midnight(day) + timedelta(days=1)),
    "message": lambda text: Q(message__iexact=text),
    "signed_after": lambda at: Q(created_at__gte=datetime.fromisoformat(at)),
    # To the second, as it is typed.
    "signed_before": lambda at: Q(created_at__lt=datetime.fromisoformat(at) + timedelta(seconds=1)),
    # The hash of where it came from, for one day (risk/visitor).
    "network_key": lambda digits: Q(network_key=bytes.fromhex(digits)),
}
NAMES = tuple(_FILTERS)
