"""`manage.py reconcile`: the count says what the rows say, or the command fails."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from appeal.models import Appeal
from signatures.models import Tally
from tests.factories import make_signature


def test_agreement_is_said_with_the_figure(appeal: Appeal, tmp_path: Path) -> None:
    make_signature(appeal)

    call_command("reconcile", output=tmp_path / "said")

    assert (tmp_path / "said").read_text() == "appel: tally and rows agree: 1\n"


def test_a_difference_fails_and_names_the_cell(appeal: Appeal, tmp_path: Path) -> None:
    make_signature(appeal)
    Tally.objects.filter(dimension="total").update(value=5)

    with pytest.raises(CommandError, match="1 cells of the tally differ from the rows"):
        call_command("reconcile", output=tmp_path / "said")

    (line,) = (tmp_path / "said").read_text().splitlines()
    assert "total" in line
    assert Tally.objects.filter(dimension="total", value=5).exists()  # nothing was repaired
