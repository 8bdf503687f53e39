"""The real nginx with the configuration of deploy/nginx, on ports and in folders of our own."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import SkipTest

from demo.program import Program, kill_group, start
from demo.readiness import HOST, free_port
from stack.variables import SITE_HOST
from stack.visitor import Visitor
from stack.waiting import wait_until

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
TEMPLATES = DEPLOY / "nginx"
_USUAL = {
    "FRONT_PAGES": str(TEMPLATES / "pages"),
    "FRONT_TRUSTED_PROXY": "unix:",
    "FRONT_HSTS_SUBDOMAINS": "true",
}


class NotInstalledError(SkipTest):
    """A program that this machine lacks. The test that meets this error is skipped."""


@dataclass(frozen=True)
class Front:
    """An nginx that runs."""

    folder: Path
    http: int
    https: int

    def visitor(self, *, tls: bool = True) -> Visitor:
        """Return somebody who visits the site through this nginx."""
        certificate = self.folder / "tls/fullchain.pem" if tls else None
        return Visitor(SITE_HOST, self.https if tls else self.http, certificate)

    @property
    def access_log(self) -> str:
        """What it has logged of requests."""
        return (self.folder / "access.log").read_text()

    @property
    def error_log(self) -> str:
        """What it has said besides."""
        return (self.folder / "error.log").read_text()


@cache
def nginx() -> str:
    """Return the nginx of this machine; the variable `NGINX` names another.

    Raises:
        NotInstalledError: there is none.
    """
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    found = os.environ.get("NGINX") or shutil.which("nginx", path=places)
    if not found or not Path("/etc/nginx/mime.types").exists():
        raise NotInstalledError("no nginx: apt install nginx")
    return found


@cache
def version() -> tuple[int, ...]:
    """Return its version."""
    said = subprocess.run([nginx(), "-v"], capture_output=True, text=True, check=True).stderr
    return tuple(int(number) for number in re.findall(r"\d+", said)[:3])


def render(folder: Path, values: dict[str, str]) -> Path:
    """Fill the templates in as the nginx image does, and return the main file.

    Args:
        folder: where the configuration is written.
        values: of the FRONT_ variables; all that are used must be there, but for the usual.
    """
    values = _USUAL | values
    for template in TEMPLATES.glob("*.template"):
        text = re.sub(
            r"\$\{(FRONT_[A-Z_]+)\}", lambda found: values[found[1]], template.read_text()
        )
        (folder / template.stem).write_text(text)
    return folder / "nginx.conf"


@contextmanager
def running_front(
    folder: Path, web: list[int], *, extra_https: str = "", **others: str
) -> Iterator[Front]:
    """Run nginx in `folder`, in front of the web processes at the ports `web`.

    Args:
        folder: an empty one, or not there yet.
        web: ports on this machine.
        extra_https: directives for the server that visitors reach.
        others: values of FRONT_ variables instead of the usual ones.

    Raises:
        NotInstalledError: there is no nginx, or no openssl.
        RuntimeError: nginx does not start.
    """
    folder.mkdir(exist_ok=True)
    front = Front(folder, free_port(), free_port())
    make_certificate(folder / "tls")
    http2 = " http2" if version() < (1, 25, 1) else "; http2 on"
    main = render(
        folder,
        {
            "FRONT_STATE": str(folder),
            "FRONT_TLS": str(folder / "tls"),
            "FRONT_ACME": str(folder / "acme"),
            "FRONT_HTTP": f"listen {HOST}:{front.http};",
            "FRONT_HTTPS": f"listen {HOST}:{front.https} ssl{http2}; {extra_https}",
            "FRONT_WEB": " ".join(
                f"server {HOST}:{port} max_conns=72 max_fails=2 fail_timeout=3s;" for port in web
            ),
            "FRONT_RESOLVER": HOST,
            **others,
        },
    )
    directives = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    program = Program(
        name="nginx",
        argv=(
            "/bin/sh",
            "-c",
            'exec "$0" "$@" >access.log 2>error.log',
            *(nginx(), "-e", "stderr", "-p", str(folder), "-c", str(main), "-g", directives),
        ),
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        folder=folder,
    )
    process = start(program, subprocess.DEVNULL)
    try:
        wait_until(
            lambda: process.poll() is not None or front.visitor(tls=False).is_answered(), "nginx"
        )
        if process.poll() is not None:
            raise RuntimeError(f"nginx does not start: {front.error_log}")
        yield front
    finally:
        kill_group(process)
        process.wait()


def make_certificate(folder: Path) -> None:
    """Make a certificate for the site, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        raise NotInstalledError("no openssl: apt install openssl")
    folder.mkdir()
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-nodes", "-days", "2"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-subj", f"/CN={SITE_HOST}", "-addext", f"subjectAltName=DNS:{SITE_HOST}"),
            *("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")),
        ],
        check=True,
        capture_output=True,
    )
