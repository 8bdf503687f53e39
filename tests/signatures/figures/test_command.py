"""`manage.py figures`: what the press page says, in a file."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.figures.published import OTHER
from signatures.figures.settled import settle
from tests.factories import make_appeal, make_signature


def test_figures_of_the_featured_appeal_as_json(appeal: Appeal, tmp_path: Path) -> None:
    make_signature(appeal)

    call_command("figures", output=tmp_path / "figures.json")

    published = json.loads((tmp_path / "figures.json").read_bytes())
    assert (published["appeal"], published["total"]) == ("appel", 1)
    assert published["by_category"][0]["label"] == "Étudiantes et étudiants"


def test_figures_of_another_appeal_as_csv_in_english(appeal: Appeal, tmp_path: Path) -> None:
    make_appeal(slug="other", is_featured=False, state=AppealState.DRAFT)

    call_command(
        "figures", appeal="other", format="csv", language="en", output=tmp_path / "figures.csv"
    )

    lines = (tmp_path / "figures.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "appeal,as_of,dimension,key,label,count"
    assert lines[2].endswith(",category,student,Students,0")


def test_figures_are_those_that_are_published(appeal: Appeal, tmp_path: Path) -> None:
    """The country of who came since the breakdowns were settled is in no file, either."""
    for _each in range(5):
        make_signature(appeal, country="FR")
    settle()
    make_signature(appeal, country="FR")

    call_command("figures", output=tmp_path / "figures.json")

    written = json.loads((tmp_path / "figures.json").read_bytes())
    counts = {row["country"]: row["count"] for row in written["by_country"]}
    assert (written["total"], counts) == (6, {"FR": 5, OTHER: 1})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"appeal": "nowhere"}, "no appeal is called 'nowhere' (there are: appel)"),
        ({"output": Path("/nonexistent/figures.json")}, "cannot write /nonexistent/figures.json"),
    ],
)
def test_bad_input_is_one_clear_line(
    appeal: Appeal, options: dict[str, object], message: str
) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("figures", **options)

    assert str(caught.value).partition(":")[0] == message.partition(":")[0]
    assert "\n" not in str(caught.value)


def test_no_featured_appeal_is_one_clear_line(db: None) -> None:
    with pytest.raises(CommandError, match=r"^no appeal is featured \(there are: none\)$"):
        call_command("figures")


def test_file_appears_only_when_it_is_complete(appeal: Appeal, tmp_path: Path) -> None:
    call_command("figures", output=tmp_path / "figures.json")

    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]
