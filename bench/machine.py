"""What it ran on: enough to compare, nothing that names the machine."""

import os
import platform
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import django
import psutil

from bench.site import Site
from demo.binaries import valkey_binary
from stack.front import NotInstalledError, version
from stack.layout import ROOT

_MEGABYTE = 1_048_576


def machine(site: Site) -> dict[str, str]:
    """Describe processors, memory, kernel and versions."""
    ((postgres,),) = site.ask("SHOW server_version")
    valkey = subprocess.run(
        [valkey_binary(), "--version"], capture_output=True, text=True, check=True
    )
    found = re.search(r"v=([\d.]+)", valkey.stdout)
    try:
        nginx = ".".join(map(str, version()))
    except NotInstalledError:
        nginx = "none"
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "PostgreSQL": str(postgres),
        "Valkey": found[1] if found else "unknown",
        "nginx": nginx,
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def commit() -> str:
    """Name the checkout, with a `+` when files differ from it; "" without git."""
    try:
        name = _git("rev-parse", "--short=12", "HEAD")
        return name + "+" * bool(_git("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.CalledProcessError):
        return ""


def memory(site: Site) -> dict[str, float]:
    """Give the proportional set size of each program with all its processes, in MB."""
    return {name: _family(pid) for name, pid in programs(site).items()}


def programs(site: Site) -> dict[str, int]:
    """Give the process id of each program: ours by their names, and the servers."""
    servers = {
        child.name(): child.pid
        for child in psutil.Process().children()
        if child.name() in ("postgres", "valkey-server", "redis-server", "nginx")
    }
    return site.processes.ids() | servers


def _family(pid: int) -> float:
    size = 0
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for one in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # a connection has just been closed
                size += one.memory_full_info().pss
    return round(size / _MEGABYTE, 1)


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
