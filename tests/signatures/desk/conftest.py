"""The people at the desk, each with a browser."""

import pytest
from django.test import Client

from accounts.models import User
from tests.staff import make_staff, signed_in


@pytest.fixture
def olga(db: None) -> User:
    """Olga organises."""
    return make_staff("organiser", name="Olga")


@pytest.fixture
def desk(olga: User) -> Client:
    """Olga's browser."""
    return signed_in(olga)
