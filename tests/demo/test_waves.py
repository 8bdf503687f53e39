"""The simulated days: honest people pass, attacks are held (docs/security/risk.md)."""

from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from demo.waves.confusion import in_all, screened, table
from demo.waves.days import ATTACKS, honest_day

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-07")]

SEED = 20  # not the one the thresholds were looked at with


def test_almost_nobody_honest_is_held_on_a_viral_day_under_attack() -> None:
    day = [*honest_day(Random(SEED)), *(one for attack in ATTACKS for one in attack(Random(SEED)))]

    outcomes = screened(day)

    assert in_all(outcomes, forged=False).share_held < 0.005
    assert outcomes["amphitheatre"].arrived == 300
    assert outcomes["script, one data centre"].share_held > 0.9
    assert outcomes["raid, joke names"].share_held > 0.7
    # What looks like anybody passes here and shows in "what is unusual": said, not hidden.
    assert outcomes["slow botnet"].share_held < 0.2
    assert "| **all honest** | honest | 15800 |" in table(outcomes)


def test_command_prints_both_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    few = list(honest_day(Random(SEED)))[::40]
    monkeypatch.setattr("demo.management.commands.simulate_waves.honest_day", lambda _: few)
    out = StringIO()

    call_command("simulate_waves", stdout=out)

    assert out.getvalue().count("| **all honest** |") == 2
    assert out.getvalue().count("| **all forged** |") == 1
