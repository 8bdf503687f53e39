"""`manage.py replay_erasures`: after a restore, erase again who was erased since the backup."""

from typing import Any

from accounts.management.one_line_command import OneLineCommand
from signatures.bodies.replay import replay_erasures
from signatures.models.clock import database_now


class Command(OneLineCommand):
    """Runs at each start of the installation; without a restore it has nothing to do."""

    help = "Do again the erasures that a restored backup did not know of."

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay, and say how many there were."""
        if number := replay_erasures(now=database_now()):
            self.stdout.write(f"{number} signatures erased once more")
