"""The bill of materials: what production installs, from the pins, as CycloneDX 1.6 JSON.

    python .ci/sbom.py > sbom.json

Name, version, hashes and licence of each package; nothing is asked of the network.
"""

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(pins: str) -> list[dict[str, Any]]:
    """Give the components that a file of pins lists, in its order."""
    found: list[dict[str, Any]] = []
    for line in pins.splitlines():
        if pin := _PIN.match(line):
            name, version = pin[1].lower().replace("_", "-"), pin[2]
            purl = f"pkg:pypi/{name}@{version}"
            found.append(
                {
                    "type": "library",
                    "bom-ref": purl,
                    "name": name,
                    "version": version,
                    "purl": purl,
                    "hashes": [],
                    **_licence(name),
                }
            )
        elif digest := _HASH.search(line):
            found[-1]["hashes"].append({"alg": "SHA-256", "content": digest[1]})
    return found


def bill() -> dict[str, Any]:
    """Give the whole document."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = Path("requirements/runtime.txt").read_text(encoding="utf-8")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components(pins),
    }


def _licence(name: str) -> dict[str, Any]:
    """Give what the installed package says of its licence; nothing where it is not installed."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return {}
    words = said.get("License-Expression") or (said.get("License") or "").splitlines()[:1]
    text = words if isinstance(words, str) else "".join(words)
    return {"licenses": [{"license": {"name": text[:80]}}]} if text else {}


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
    sys.stdout.write("\n")
