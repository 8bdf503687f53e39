"""The variables that the processes of the demo get, and the secrets among them."""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from demo.folders import write_private
from demo.leftovers import MARK
from demo.options import Options

SECRETS = ("SECRET_KEY", "TOKEN_KEYS")
BYTES_OF_A_SECRET = 48
SENDER = "Paraphe <appeal@paraphe.example>"
BOUNCES = "bounce@paraphe.example"


def site_environment(
    options: Options, servers: Mapping[str, str], *, mail_port: int
) -> dict[str, str]:
    """Return the variables that describe this demo to Django's settings.

    Args:
        options: what was asked for.
        servers: the variables that reach the servers that were started.
        mail_port: where the mail catcher listens.
    """
    given = {"DATABASE_URL": options.database_url, "REDIS_URL": options.redis_url}
    return {
        **{name: value for name, value in given.items() if value},
        **servers,
        **_secrets(options.folder),
        "PARAPHE_DEMO": "1",
        "DEMO_DIR": str(options.folder),
        "SITE_URL": options.site,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "DEFAULT_FROM_EMAIL": SENDER,
        "BOUNCE_ADDRESS": BOUNCES,
        "MAIL_DIR": str(options.folder / "mail"),
        "STATIC_ROOT": str(options.folder / "static"),
        "PRIVATE_DIR": str(options.folder / "private"),
    }


def process_environment(site: Mapping[str, str]) -> dict[str, str]:
    """Return all variables of a process of ours: the caller's, and over them the demo's."""
    return {
        **os.environ,
        **site,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",  # for developers: the tests turn them into errors
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        MARK: site["DEMO_DIR"],
    }


def leave_note(folder: Path, site: Mapping[str, str]) -> None:
    """Write `environment.json`, by which `manage.py` finds the servers of this demo."""
    write_private(folder / "environment.json", json.dumps(dict(site), indent=2) + "\n")


def _secrets(folder: Path) -> dict[str, str]:
    """Return the secrets of this demo, which stay the same from run to run.

    Links in mails caught yesterday work only as long as the keys are the same.
    """
    file = folder / "secrets.json"
    if not file.exists():
        fresh = {name: secrets.token_urlsafe(BYTES_OF_A_SECRET) for name in SECRETS}
        write_private(file, json.dumps(fresh, indent=2) + "\n")
    kept = json.loads(file.read_text())
    return {name: kept[name] for name in SECRETS}
