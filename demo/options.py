"""What the environment asks of the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from demo.problems import DemoError

LAST_PORT = 65_535


class OptionError(DemoError):
    """A variable has a value that cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Options:
    """The choices of whoever typed `make demo`.

    Attributes:
        port: of the web site, on 127.0.0.1.
        folder: absolute; keeps all data of the demo.
        signatures: how many sample signatures there will be.
        database_url: a PostgreSQL to use, "" to start one.
        redis_url: a Redis to use, "" to start one.
    """

    port: int
    folder: Path
    signatures: int
    database_url: str
    redis_url: str

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Options":
        """Read the choices from environment variables; an empty one counts as unset.

        Raises:
            OptionError: a number is none, or out of its range.
        """
        return cls(
            port=_number(variables, "PORT", 8000, least=1, most=LAST_PORT),
            folder=Path(variables.get("DEMO_DIR") or "var/demo").absolute(),
            signatures=_number(variables, "DEMO_SIGNATURES", 1200, least=0, most=10_000_000),
            database_url=variables.get("DATABASE_URL", ""),
            redis_url=variables.get("REDIS_URL", ""),
        )

    @property
    def site(self) -> str:
        """The address of the web site, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"


def _number(variables: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = variables.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise OptionError(f"{name} must be a number from {least} to {most}, not {text!r}.")
    return int(text)
