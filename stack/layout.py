"""What the Dockerfile and docker-compose.yml say, for tests that hold them to it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]


@cache
def compose() -> dict[str, Any]:
    """Return docker-compose.yml, anchors resolved."""
    text = (ROOT / "docker-compose.yml").read_text()
    return dict(yaml.safe_load(text))


@cache
def dockerfile() -> str:
    """Return the Dockerfile, without comments and with its lines joined."""
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


SERVICES: dict[str, dict[str, Any]] = compose()["services"]
APPLICATION = ("web", "worker", "beat", "migrate")


def command(service: str) -> list[str]:
    """Return the command line of a service, which for the web is the image's own."""
    given = SERVICES[service].get("command")
    if given is None:
        found = re.search(r"^CMD (.*)$", dockerfile(), re.MULTILINE)
        assert found is not None  # noqa: S101 -- the image has one
        given = json.loads(found[1])
    # Compose itself looks for variables: two dollars stand for one.
    return [part.replace("$$", "$") for part in given]
