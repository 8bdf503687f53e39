"""Many rows changed at once, in the order of their ids: who meets waits, and never deadlocks.

Which tables come before which, docs/architecture.md says ("In which order rows are taken").
"""

from django.db.models import Model, QuerySet


def in_order[Row: Model](rows: QuerySet[Row]) -> QuerySet[Row]:
    """Give the same rows, for one `update` or `delete` that takes them in the order of their ids.

    Without it PostgreSQL takes them as it finds them, each statement in another order.
    """
    taken = rows.select_for_update(of=("self",)).order_by("pk").values("pk")
    return rows.model._default_manager.filter(pk__in=taken)  # noqa: SLF001 -- public API


def lock_in_order[Row: Model](rows: QuerySet[Row]) -> list[int]:
    """Lock rows that several statements of this transaction will change; gives their ids."""
    return list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
