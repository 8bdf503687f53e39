"""`manage.py simulate_waves`: which signatures of simulated days would be held."""

from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo.waves.confusion import screened, table
from demo.waves.days import ATTACKS, honest_day


class Command(BaseCommand):
    """Prints two tables: the honest viral day alone, and under all attacks at once."""

    help = "Screen simulated days with this installation's rules, and print who is held."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the seed."""
        parser.add_argument("--seed", type=int, default=7, metavar="N", help="of the simulation")

    def handle(self, *args: Any, seed: int, **options: Any) -> None:
        """Simulate, screen, print."""
        honest = list(honest_day(Random(seed)))  # noqa: S311 -- a simulation
        self.stdout.write("The honest viral day alone:\n\n" + table(screened(honest)) + "\n")
        forged = [one for attack in ATTACKS for one in attack(Random(seed))]  # noqa: S311
        self.stdout.write("The same day under attack:\n\n" + table(screened([*honest, *forged])))
