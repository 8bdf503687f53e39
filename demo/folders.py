"""Folders that the servers need: private ones, short ones, ones that `nobody` may enter."""

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.problems import DemoError

# The address of a unix socket holds 108 bytes on Linux and 104 on macOS, and ours needs
# fifty of them below the folder for temporary files.
LONGEST_TEMPORARY_FOLDER = 45
SHORT_TEMPORARY_FOLDER = Path("/tmp")  # noqa: S108 (what we make there is private)
# Open to every account, and kept over a reboot.
SHARED_FOLDER = Path("/var/tmp")  # noqa: S108


class FolderError(DemoError):
    """A folder cannot be used; the message says which, why, and what to do."""


class FolderInUseError(FolderError):
    """Another demo, or another test run, uses the folder."""


def name_for(path: Path) -> str:
    """Return ten characters that stand for `path` in the name of another folder."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def others_may_reach(path: Path) -> bool:
    """Say whether every account may enter `path`, or run it, and pass its parents."""
    there = [step for step in (path, *path.parents) if step.exists()]
    return all(step.stat().st_mode & stat.S_IXOTH for step in there)


def make_ours(path: Path, mode: int) -> Path:
    """Make `path`, or check that nobody else owns it or may write into it.

    Args:
        path: the folder, in a place where every account may make some.
        mode: its permissions.

    Raises:
        FolderError: it is there and is another account's, or not a folder at all.
    """
    path.mkdir(mode=mode, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise FolderError(f"{path} belongs to another account: remove it and start again.")
    path.chmod(mode)  # whatever the umask or an earlier version made of it
    return path


def socket_folder(data: Path) -> Path:
    """Make and return the short folder for the sockets of the servers on `data`."""
    parent, is_root = Path(tempfile.gettempdir()), os.geteuid() == 0
    too_long = len(str(parent)) > LONGEST_TEMPORARY_FOLDER
    # As root, PostgreSQL runs as another account and has to pass through.
    if too_long or (is_root and not others_may_reach(parent)):
        parent = SHORT_TEMPORARY_FOLDER
    mode = 0o711 if is_root else 0o700
    return make_ours(parent / f"paraphe-{os.geteuid()}-{name_for(data)}", mode)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make `folder` and keep it to ourselves while the block runs.

    The hold is the kernel's: it ends with this process, however that ends.

    Raises:
        FolderInUseError: another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUseError(f"{folder} is in use by another process") from None
        yield


def write_private(path: Path, text: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
