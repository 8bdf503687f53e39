"""The Kubernetes example: its API's schema takes it, and it is what docker-compose.yml says."""

from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from stack.layout import ROOT, SERVICES, command

VERSION = "1.34"
FILE = ROOT / "deploy/kubernetes/paraphe.yaml"
OBJECTS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text())["items"]


def _name(one: dict[str, Any]) -> str:
    return f"{one['kind']} {one['metadata']['name']}"


def _containers() -> Iterator[dict[str, Any]]:
    for one in OBJECTS:
        if one["kind"] in ("Deployment", "Job"):
            yield from one["spec"]["template"]["spec"]["containers"]


CONTAINERS = {container["name"]: container for container in _containers()}


@pytest.mark.parametrize("one", OBJECTS, ids=_name)
def test_the_api_knows_every_word(one: dict[str, Any]) -> None:
    kubernetes_validate.validate(one, VERSION, strict=True)


def test_a_wrong_word_is_found() -> None:
    wrong = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "x"},
        "spec": {"prots": []},
    }

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_the_commands_are_those_of_compose() -> None:
    assert CONTAINERS["worker"]["command"] == command("worker")
    assert CONTAINERS["migrate"]["command"] == command("migrate")
    beat = [part.replace("/var/lib/paraphe/", "/tmp/") for part in command("beat")]
    assert CONTAINERS["beat"]["command"] == beat
    assert "command" not in CONTAINERS["web"]
    assert CONTAINERS["nginx"]["image"] == SERVICES["nginx"]["image"]


def test_every_container_is_as_contained_as_in_compose() -> None:
    for name, container in CONTAINERS.items():
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"], name
        assert context["capabilities"] == {"drop": ["ALL"]}, name
        assert not context["allowPrivilegeEscalation"], name
        assert container["resources"]["limits"]["memory"], name


def test_the_variables_are_those_of_compose() -> None:
    values = OBJECTS[0]["data"]
    of_compose = SERVICES["web"]["environment"]

    assert set(of_compose) <= set(values)
    assert "DATABASE_URL_FILE" in values
