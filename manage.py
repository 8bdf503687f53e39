#!/usr/bin/env python
"""Django's command line, which also finds the servers of a running demo."""

import json
import os
import sys
from pathlib import Path


def load_demo_environment() -> None:
    """Point the commands at a running demo unless another database is configured.

    `make demo` writes the variables that reach its servers to
    `$DEMO_DIR/environment.json`, so that `manage.py export_signatures` and the
    others can be tried beside it.
    """
    found = Path(os.environ.get("DEMO_DIR", "var/demo")) / "environment.json"
    if not found.is_file():
        return
    noted = json.loads(found.read_text())
    # The demo itself takes a database that is configured.
    if os.environ.get("DATABASE_URL", noted["DATABASE_URL"]) == noted["DATABASE_URL"]:
        for name, value in noted.items():
            os.environ.setdefault(name, value)


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    load_demo_environment()
    # After the environment:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
