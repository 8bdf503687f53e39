"""Delete what somebody called an organisation, once nobody does any more (rule 5)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from signatures.models import OrganisationSpelling, Signature


def forget_spelling(spelling_id: int | None) -> None:
    """Delete a spelling that no signature uses any more and no record owns.

    Args:
        spelling_id: of a signature that has just let go of it, in the same transaction.
    """
    if spelling_id is not None:
        _forget(OrganisationSpelling.objects.filter(pk=spelling_id))


def forget_unused_spellings() -> int:
    """Delete every such spelling, at night: two may have let go of one in the same moment."""
    return _forget(OrganisationSpelling.objects.all())


@transaction.atomic
def _forget(spellings: QuerySet[OrganisationSpelling]) -> int:
    """Wait for nobody: who confirms holds a spelling, and may wait for who leaves."""
    used = Signature.objects.filter(spelling=OuterRef("pk"))
    unused = spellings.filter(~Exists(used), organisation=None)
    free = unused.select_for_update(skip_locked=True, of=("self",))
    ids = list(free.values_list("pk", flat=True))
    # Looked at again: somebody may have taken one up before it was locked.
    return unused.filter(pk__in=ids).delete()[0]
