#!/usr/bin/env python
"""Django's command line, which also finds the servers of a running demo."""

import json
import os
import sys
from pathlib import Path


def load_demo_environment() -> None:
    """Point the commands at a running demo when no database is configured.

    `make demo` writes the variables that reach its servers to
    `$DEMO_DIR/environment.json`, so that `manage.py export_signatures` and the
    others can be tried beside it.
    """
    if "DATABASE_URL" in os.environ:
        return
    found = Path(os.environ.get("DEMO_DIR", "var/demo")) / "environment.json"
    if found.is_file():
        for name, value in json.loads(found.read_text()).items():
            os.environ.setdefault(name, value)


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    load_demo_environment()
    from django.core.management import execute_from_command_line  # after the environment

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
