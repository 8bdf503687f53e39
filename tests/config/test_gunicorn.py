"""gunicorn's own lines look like the application's."""

import json
import logging
import runpy
from logging.config import DictConfigurator

import pytest

from tests.config.processes import ROOT


def line_of(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> str:
    """What gunicorn writes of a complaint under these variables."""
    for name in ("LOG_FORMAT", "PARAPHE_DEMO"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    config = runpy.run_path(str(ROOT / "config/gunicorn.py"))["logconfig_dict"]
    formatter = DictConfigurator(config).configure_formatter(config["formatters"]["redacted"])
    record = logging.LogRecord(
        "gunicorn.error", logging.WARNING, "", 0, "Invalid request from 203.0.113.9", (), None
    )
    assert isinstance(formatter, logging.Formatter)
    return formatter.format(record)


JSON: list[dict[str, str]] = [
    {},
    {"PARAPHE_DEMO": "0"},
    {"LOG_FORMAT": "json", "PARAPHE_DEMO": "1"},
]


@pytest.mark.parametrize("variables", JSON)
def test_production_and_whoever_asks_for_it_reads_json(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    entry = json.loads(line_of(monkeypatch, variables))

    assert entry["message"] == "Invalid request from [address]"


@pytest.mark.parametrize("variables", [{"PARAPHE_DEMO": "1"}, {"LOG_FORMAT": "line"}])
def test_the_demo_and_whoever_asks_for_it_reads_lines(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    line = line_of(monkeypatch, variables)

    assert line.endswith("WARNING gunicorn.error Invalid request from [address]")
