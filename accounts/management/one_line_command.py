"""What every command promises: what is wrong is said in one clear line."""

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError


class OneLineParser(CommandParser):
    """Refuses a bad option in one line; `--help` says how it is used."""

    def error(self, message: str) -> NoReturn:
        """Leave out the usage, which is longer than what is wrong."""
        self.exit(2, f"{self.prog}: {message}\n")


class OneLineCommand(BaseCommand):
    """Says in one line what is wrong with its options, or that PostgreSQL is away."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Parse what was typed in a shell with short errors, and calls from code as usual."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if getattr(self, "_called_from_command_line", False):
            parser.__class__ = OneLineParser
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Turn a database that does not answer into one line."""
        try:
            return super().execute(*args, **options)
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"PostgreSQL does not answer: {reason}") from error
