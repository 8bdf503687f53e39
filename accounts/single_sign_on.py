"""Roles from an organisation's single sign-on: what its claims say, at each sign-in (R-19).

`OIDC_ROLES` says which value of the claim gives which role. Who has none of them does not
get in, and an account takes exactly the roles of its claims: whoever leaves the team there
has left it here.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.audit import record
from accounts.models import User
from accounts.roles import ROLE_LABELS
from accounts.sessions import end_all

ADMINISTRATOR = "administrator"
KNOWN_ROLES = {ADMINISTRATOR, *ROLE_LABELS}


def claimed_roles(data: Mapping[str, Any]) -> set[str]:
    """Give the roles that a provider's answer maps to; empty for nobody of ours.

    Args:
        data: allauth's `extra_data`: `userinfo` and `id_token`, either may be missing.
    """
    values: set[str] = set()
    for part in (data.get("userinfo"), data.get("id_token")):
        claim = (part or {}).get(settings.OIDC_ROLES_CLAIM, [])
        values |= {str(value) for value in (claim if isinstance(claim, list) else [claim])}
    mapped = {role for value, role in settings.OIDC_ROLES.items() if value in values}
    return mapped & KNOWN_ROLES


def roles_of(user: User) -> set[str]:
    """Give the roles that an account has."""
    held = set(user.groups.values_list("name", flat=True)) if user.pk else set()
    return held | ({ADMINISTRATOR} if user.is_superuser else set())


@transaction.atomic
def take_roles(user: User, roles: set[str]) -> None:
    """Give an account exactly these roles; a lost one ends its sessions elsewhere."""
    before = roles_of(user)
    if before == roles:
        return
    user.is_superuser = ADMINISTRATOR in roles
    user.save(update_fields=["is_superuser"])
    user.groups.set(Group.objects.filter(name__in=roles))
    if before - roles:
        end_all(user)
    record(
        "staff.roles",
        target=user,
        target_label=user.email,
        before={"roles": sorted(before)},
        after={"roles": sorted(roles), "from": "single sign-on"},
    )
