"""Organisations to choose from while typing: the records whose people have signed most."""

from django.db.models import Sum

from appeal.models import Appeal
from signatures.models import Organisation, OrganisationDomain, Tally
from signatures.models.tally import Dimension

# A name is some thirty bytes in the page; forty of them weigh as much as half a photograph.
MOST_OFFERED = 40


def known_names(appeal: Appeal, language: str) -> list[str]:
    """Give names for the list under the field "organisation", in alphabetical order.

    Only records of organisers, never what signatories typed: the page is public, and a
    spelling may be somebody's own. Those of which most people have signed come first into
    the list; until it is full, others whose addresses we can verify.

    Args:
        appeal: whose signatures are counted.
        language: the reader's.
    """
    cells = (
        Tally.objects.filter(appeal=appeal, dimension=Dimension.ORGANISATION)
        .exclude(key="")
        .values_list("key")
        .annotate(cell=Sum("value"))
        .order_by("-cell", "key")[:MOST_OFFERED]
    )
    ids = [int(key) for key, _value in cells]
    with_domain = OrganisationDomain.objects.order_by("-pk").values_list(
        "organisation_id", flat=True
    )
    ids += [pk for pk in with_domain[:MOST_OFFERED] if pk not in ids]
    found = Organisation.objects.filter(pk__in=ids[:MOST_OFFERED])
    return sorted({each.name_in(language) for each in found}, key=str.casefold)
