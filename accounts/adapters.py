"""How allauth behaves here: accounts exist by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Closes sign-up: an administrator invites (R-18)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can make an account alone."""
        return False
