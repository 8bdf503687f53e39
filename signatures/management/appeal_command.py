"""What the commands about one appeal have in common: `--appeal`, `--output`, one clear line."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from appeal.models import Appeal


class AppealCommand(BaseCommand):
    """A command about one appeal, by default the featured one."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer `--appeal` and `--output` to every command of this kind."""
        parser.add_argument("--appeal", metavar="SLUG", help="default: the featured appeal")
        parser.add_argument("--output", metavar="FILE", type=Path, help="default: standard output")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Turn a database that does not answer into one line."""
        try:
            return super().execute(*args, **options)
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"PostgreSQL does not answer: {reason}") from error

    def appeal(self, slug: str | None) -> Appeal:
        """Find the appeal, drafts included.

        Raises:
            CommandError: there is none of that name, or none is featured.
        """
        found = Appeal.objects.filter(**({"slug": slug} if slug else {"is_featured": True}))
        appeal = found.first()
        if appeal is None:
            known = ", ".join(Appeal.objects.values_list("slug", flat=True)) or "none"
            wanted = f"no appeal is called {slug!r}" if slug else "no appeal is featured"
            raise CommandError(f"{wanted} (there are: {known})")
        return appeal

    @contextmanager
    def destination(self, path: Path | None) -> Iterator[IO[bytes]]:
        """Open the output; a file appears only when it is complete.

        Raises:
            CommandError: the file cannot be written.
        """
        if path is None:
            yield getattr(self.stdout._out, "buffer", None) or sys.stdout.buffer  # noqa: SLF001
            return
        unfinished = path.with_name(path.name + ".part")
        try:
            with unfinished.open("wb") as file:
                yield file
            unfinished.replace(path)
        except OSError as error:
            raise CommandError(f"cannot write {path}: {error.strerror}") from error
        finally:
            unfinished.unlink(missing_ok=True)

    def write(self, path: Path | None, pieces: Iterable[bytes]) -> None:
        """Write the pieces to the file, or to standard output."""
        with self.destination(path) as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
