"""What our code imports is declared in pyproject.toml, with its reason, and not only brought along.

What a dependency brings along may go, or change its version, without our saying so.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

SHIPPED = {"accounts", "appeal", "config", "manage.py", "signatures"}  # what production installs


def imported(path: Path) -> Iterator[str]:
    """Give the top-level module of every import in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def normal(requirement: str) -> str:
    """Give the package that a requirement names, as the registry spells it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def main() -> int:
    """Print every undeclared import; 1 when there is one."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    shipped = {normal(one) for one in project["project"]["dependencies"]}
    groups = project["dependency-groups"].values()
    declared = shipped | {normal(one) for some in groups for one in some if isinstance(one, str)}
    installed = packages_distributions()
    command = ["git", "ls-files", "-co", "--exclude-standard", "*.py"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    paths = [path for path in map(Path, names) if path.is_file()]
    faults = set()
    for path in paths:
        allowed = shipped if path.parts[0] in SHIPPED else declared
        for module in imported(path):
            packages = {normal(name) for name in installed.get(module, ())}
            if packages and not packages & allowed:
                faults.add(f"{path}: imports {module}, of {', '.join(sorted(packages))}")
    print("\n".join(sorted(faults)))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
