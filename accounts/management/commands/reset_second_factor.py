"""`manage.py reset_second_factor ADDRESS`: for somebody who lost phone, key and codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.management.one_line_command import OneLineCommand
from accounts.models import User
from accounts.second_factor import reset_factors


class Command(OneLineCommand):
    """Removes the factors of one account; the next sign-in sets up new ones. On record."""

    help = "Remove the second factors of a member of staff who lost them, and end the sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("email", help="the address that signs in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the account, and make the one call."""
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"no member of staff signs in with {email}")
        number = reset_factors(user)
        self.stdout.write(f"{number} factors removed; the next sign-in sets up new ones")
