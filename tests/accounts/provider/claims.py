"""What the provider says of its people: the groups they are in."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class GroupsAdapter(DefaultOIDCAdapter):
    """Adds the claim `groups`, as universities do."""

    def get_claims(self, purpose: Any, user: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give the usual claims, and the groups."""
        claims: dict[str, Any] = super().get_claims(purpose, user, *args, **kwargs)
        claims["groups"] = sorted(group.name for group in user.groups.all())
        return claims
