"""Who asks for a page of the desk that needs a permission."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def permitted(request: HttpRequest, *permissions: str) -> User:
    """Give the member of staff who asks.

    Raises:
        PermissionDenied: one of the permissions is missing.
    """
    if not request.user.has_perms(permissions):
        raise PermissionDenied
    return cast(User, request.user)
