"""docker-compose.yml and the Dockerfile: what must not slip."""

import re
from pathlib import Path
from typing import Any

import pytest

from stack.layout import APPLICATION, ROOT, SERVICES, compose, dockerfile


def published() -> dict[str, Any]:
    return {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}


def reach(service: str) -> set[str]:
    """Return the other services on the networks of one."""
    networks = set(SERVICES[service]["networks"])
    return {
        name
        for name, other in SERVICES.items()
        if name != service and networks & set(other["networks"])
    }


def test_the_services_are_the_parts_of_the_design() -> None:
    assert set(SERVICES) == {"nginx", *APPLICATION, "postgres", "redis"}
    assert SERVICES["beat"]["deploy"]["replicas"] == 1
    assert SERVICES["web"]["deploy"]["replicas"] >= 2


def test_only_nginx_has_a_door_to_the_outside() -> None:
    assert published() == {"nginx": ["80:8080", "443:8443"]}
    assert reach("nginx") == {"web"}
    assert compose()["networks"]["site"] == {"internal": True}
    assert compose()["networks"]["data"] == {"internal": True}
    assert [name for name in SERVICES if "outside" in SERVICES[name]["networks"]] == [*APPLICATION]
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["data"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_nothing_that_it_need_not(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 0
    assert {"memory", "pids"} <= service["deploy"]["resources"]["limits"].keys()
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    assert "privileged" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_says_whether_it_is_well(name: str) -> None:
    check = SERVICES[name].get("healthcheck", {})

    if name == "migrate":
        assert check == {"disable": True}
    elif name == "web":  # the image's own
        assert "HEALTHCHECK" in dockerfile()
    else:
        assert check["test"][0] in ("CMD", "CMD-SHELL")


def test_images_are_pinned_to_a_version() -> None:
    images = {service["image"] for service in SERVICES.values()}
    bases = set(re.findall(r"^FROM (\S+)", dockerfile(), re.MULTILINE))

    assert {image for image in images if image != "paraphe:local"} | bases == {
        "nginx:1.30-alpine",
        "postgres:18-trixie",
        "valkey/valkey:9.1-alpine",
        "python:3.13-slim-trixie",
    }
    python = (ROOT / ".python-version").read_text().strip()
    assert f"python:{python}".startswith("python:3.13")


def test_everything_waits_for_the_migrations() -> None:
    for name in ("web", "worker", "beat"):
        condition = SERVICES[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", APPLICATION)
def test_no_secret_is_in_the_environment(name: str) -> None:
    environment = SERVICES[name]["environment"]
    files = {value for key, value in environment.items() if key.endswith("_FILE")}

    assert files == {f"/run/secrets/{secret}" for secret in SERVICES[name]["secrets"]}
    assert environment["PARAPHE_DEMO"] == "0"
    assert environment["TRUSTED_PROXY_COUNT"] == "1"


def test_every_secret_is_declared_and_made() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    declared = compose()["secrets"]
    script = (ROOT / "deploy/make-secrets.sh").read_text()
    made = set(re.findall(r"^(?:.*\|\| )?make (\w+)", script, re.MULTILINE))

    assert used == set(declared) == made
    assert {Path(secret["file"]) for secret in declared.values()} == {
        Path("secrets", name) for name in declared
    }


def test_the_image_holds_what_the_site_needs_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    admitted = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}

    assert rules[0] == "*"
    assert admitted == {
        "manage.py",
        "requirements/runtime.txt",
        "deploy/is_alive.py",
        *("accounts", "appeal", "config", "signatures", "static", "templates", "locale"),
    }
    assert "--require-hashes" in dockerfile()
    assert re.search(r"^USER 10001:10001$", dockerfile(), re.MULTILINE)
