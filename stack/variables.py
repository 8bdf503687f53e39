"""The variables of an installation on this machine."""

import os
import secrets
import sys
from pathlib import Path

SITE_HOST = "appel.example.org"


def production(folder: Path) -> dict[str, str]:
    """Return all variables that production asks for, and those that reach nothing yet.

    Args:
        folder: of the installation.
    """
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PARAPHE_DEMO": "0",
        "TRUSTED_PROXY_COUNT": "1",
        "SITE_URL": f"https://{SITE_HOST}",
        "SECRET_KEY": secrets.token_hex(32),
        "TOKEN_KEYS": secrets.token_hex(32),
        "METRICS_TOKEN": "metrics-of-the-test",
        "DEFAULT_FROM_EMAIL": f"Appel <appel@{SITE_HOST}>",
        "DATABASE_URL": "postgresql://paraphe@/paraphe",
        "REDIS_URL": "redis://localhost:1/0",
        "EMAIL_URL": "smtp://localhost:1",
        "STATIC_ROOT": str(folder / "static"),
        "PRIVATE_DIR": str(folder / "private"),
    }
