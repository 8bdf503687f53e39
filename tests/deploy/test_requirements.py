"""The image installs requirements/runtime.txt alone: whatever production loads must be in it."""

import re
import subprocess
from pathlib import Path

import pytest

from stack.layout import ROOT
from stack.variables import production

# Loaded when they happen to be there, as they are for developers; missed by nobody.
WHEN_PRESENT = {"defusedxml", "greenlet", "msgpack", "psutil", "pyyaml"}
LOAD_ALL = """
import importlib, pkgutil, sys
from importlib.metadata import packages_distributions
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
import accounts, appeal, config, signatures
for package in (accounts, appeal, config, signatures):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name != "config.gunicorn":
            importlib.import_module(module.name)
for name in ("celery.apps.worker", "celery.apps.beat", "celery.concurrency.prefork",
             "celery.worker.consumer", "kombu.transport.redis", "gunicorn.workers.gthread",
             "django.core.cache.backends.redis", "django.core.mail.backends.smtp"):
    importlib.import_module(name)
loaded = {name.partition(".")[0] for name in sys.modules}
owners = packages_distributions()
print("\\n".join(sorted({owner for name in loaded for owner in owners.get(name, [])})))
"""


def normal(name: str) -> str:
    """Spell the name of a distribution as indexes do."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.requirement("R-55")
def test_all_that_production_loads_is_pinned_for_the_image(tmp_path: Path) -> None:
    pinned = re.findall(
        r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements/runtime.txt").read_text(), re.MULTILINE
    )

    done = subprocess.run(
        ["python", "-c", LOAD_ALL],
        env=production(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    loaded = {normal(name) for name in done.stdout.split()}
    assert loaded - {normal(name) for name in pinned} - WHEN_PRESENT == set()
