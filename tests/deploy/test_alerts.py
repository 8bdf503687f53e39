"""The example alerts speak of metrics that exist, in a form that Prometheus reads."""

import re
from typing import Any

import pytest
import yaml
from django.test import Client

from appeal.models import Appeal
from stack.layout import ROOT

RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_alert_is_complete(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"[A-Z]\w+", rule["alert"])
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "1m"))
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert set(rule["annotations"]) == {"summary", "description"}
    assert rule["expr"].count("(") == rule["expr"].count(")")


def test_alerts_have_their_own_names() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 5


def test_every_metric_of_an_alert_exists(client: Client, appeal: Appeal) -> None:
    metrics = client.get("/metrics").content.decode()
    defined = set(re.findall(r"^# TYPE (\w+)", metrics, re.MULTILINE))
    asked = {name for rule in RULES for name in re.findall(r"paraphe_\w+", rule["expr"])}

    assert asked <= defined


def test_stages_and_domains_of_an_alert_exist(client: Client, appeal: Appeal) -> None:
    metrics = client.get("/metrics").content.decode()
    selectors = {found for rule in RULES for found in re.findall(r'\w+="\w+"', rule["expr"])}

    # The job is what Prometheus itself calls the site.
    assert selectors - {'job="paraphe"'} <= set(re.findall(r'\w+="\w+"', metrics))
