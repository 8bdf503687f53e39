"""A process of its own, with an environment of its own: settings are read once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What production has. Nothing answers at these addresses, and nothing has to.
PRODUCTION = {
    "SECRET_KEY": "not-a-secret-but-long-enough-for-the-checks-0123456789-abcdefghij",
    "TOKEN_KEYS": "not-a-secret-but-long-enough-for-the-checks-0123456789",
    "DATABASE_URL": "postgresql://nobody@/nothing?host=/nonexistent",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@appel.example.org",
    "SITE_URL": "https://appel.example.org",
}


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments and these variables, and nothing else of ours."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**keep, "DEMO_DIR": "/nonexistent", **variables},
        timeout=300,
    )
