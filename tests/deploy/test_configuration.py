"""Production refuses to start unless everything is said, and accepts what the files say."""

import re
import subprocess
from pathlib import Path

import pytest

from config.environment import REQUIRED
from stack.layout import ROOT
from stack.variables import production

SECRETS = ("SECRET_KEY", "TOKEN_KEYS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "METRICS_TOKEN")
SAY = "from django.conf import settings; print(settings.{0!s}, end='')"


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py in exactly this environment."""
    return subprocess.run(
        ["python", "manage.py", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def by_files(environment: dict[str, str], folder: Path, end: str) -> dict[str, str]:
    """Give the secrets as files, as docker-compose.yml does."""
    given = dict(environment)
    for name in SECRETS:
        (folder / name).write_text(given.pop(name) + end)
        given[f"{name}_FILE"] = str(folder / name)
    return given


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_variable_is_named(tmp_path: Path, name: str) -> None:
    environment = production(tmp_path)
    del environment[name]

    result = manage(environment, "check")

    assert result.returncode != 0
    assert "Paraphe does not start before these variables are set" in result.stderr
    assert f"  {name}: " in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("SECRET_KEY", "short", "use 32 random characters or more"),
        ("TOKEN_KEYS", f"{'x' * 40},short", "use 32 random characters or more"),
        ("SITE_URL", "http://appel.example.org", "must begin with https://"),
        ("SITE_URL", "https://change-me.example.org", "still has the example's value"),
        ("EMAIL_URL", "smtp+tls://user:change-me@relay:587", "still has the example's value"),
    ],
)
def test_an_unfit_value_is_named(tmp_path: Path, name: str, value: str, advice: str) -> None:
    result = manage({**production(tmp_path), name: value}, "check")

    assert result.returncode != 0
    assert f"  {name}: {advice}" in result.stderr


@pytest.mark.parametrize("program", ["gunicorn", "celery"])
def test_no_process_serves_with_a_gap(tmp_path: Path, program: str) -> None:
    environment = production(tmp_path)
    del environment["TOKEN_KEYS"]
    argv = {
        "gunicorn": ["gunicorn", "--check-config", "config.wsgi:application"],
        "celery": ["celery", "--app", "config", "report"],
    }

    result = subprocess.run(
        argv[program], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode != 0
    assert "  TOKEN_KEYS: " in result.stdout + result.stderr


def test_the_deployment_checks_pass_with_the_example_filled_in(tmp_path: Path) -> None:
    environment = by_files(production(tmp_path), tmp_path, "")
    example = (ROOT / ".env.example").read_text().replace("change-me.example.org", "appel.example")
    given = dict(re.findall(r'^#?([A-Z_]+)="?(.*?)"?$', example, re.MULTILINE))
    environment |= {**given, "ALLOWED_HOSTS": "appel.example"}

    result = manage(environment, "check", "--deploy", "--fail-level", "WARNING")

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "TOKEN_KEYS", "REDIS_URL", "METRICS_TOKEN"])
def test_a_line_end_in_a_secret_file_is_not_part_of_the_secret(tmp_path: Path, name: str) -> None:
    plain = production(tmp_path)
    given = by_files(plain, tmp_path, "\n")

    said = [
        manage(environment, "shell", "--verbosity", "0", "--command", SAY.format(name))
        for environment in (plain, given)
    ]

    assert said[0].returncode == 0, said[0].stderr
    assert said[1].stdout == said[0].stdout
