"""What the commands about one appeal have in common: `--appeal`, `--output`, one clear line."""

import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError

from accounts.management.one_line_command import OneLineCommand
from appeal.models import Appeal


class AppealCommand(OneLineCommand):
    """A command about one appeal, by default the featured one."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer `--appeal` and `--output` to every command of this kind."""
        parser.add_argument("--appeal", metavar="SLUG", help="default: the featured appeal")
        parser.add_argument("--output", metavar="FILE", type=Path, help="default: standard output")

    def appeal(self, slug: str | None) -> Appeal:
        """Find the appeal, drafts included.

        Raises:
            CommandError: there is none of that name, or none is featured.
        """
        found = Appeal.objects.filter(**({"slug": slug} if slug else {"is_featured": True}))
        appeal = found.first()
        if appeal is None:
            slugs = Appeal.objects.order_by("slug").values_list("slug", flat=True)
            known = ", ".join(slugs) or "none"
            wanted = f"no appeal is called {slug!r}" if slug else "no appeal is featured"
            raise CommandError(f"{wanted} (there are: {known})")
        return appeal

    def write(self, path: Path | None, pieces: Iterable[bytes]) -> None:
        """Write the pieces to the file, or to standard output.

        Raises:
            CommandError: the output cannot be written.
        """
        try:
            with self._destination(path) as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
        except BrokenPipeError:  # `| head` has seen enough; nothing is wrong
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(128 + signal.SIGPIPE) from None
        except OSError as error:
            where = path or "to standard output"
            raise CommandError(f"cannot write {where}: {error.strerror}") from error

    @contextmanager
    def _destination(self, path: Path | None) -> Iterator[IO[bytes]]:
        """Open the output; a file appears only when it is complete."""
        if path is None:
            yield getattr(self.stdout._out, "buffer", None) or sys.stdout.buffer  # noqa: SLF001
            return
        if path.exists() and not path.is_file():
            with path.open("wb") as device:  # a pipe, /dev/stdout: never to be replaced
                yield device
            return
        target = path.resolve()
        unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            with unfinished.open("wb") as file:
                yield file
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
