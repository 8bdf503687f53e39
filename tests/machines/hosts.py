"""Hosts of their own on this machine: network namespaces on one bridge (Linux, as root)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

PREFIX = "10.77.0"
BRIDGE = "paraphe0"
# Where visitors come from: one address alone may open 1,200 links in ten minutes (risk/routes).
HOUSEHOLDS = tuple(f"{PREFIX}.{number}" for number in range(100, 108))


class NoNamespacesError(Exception):
    """This system does not let us make hosts; the message says why."""


class Host:
    """A network namespace with an address. What runs in it reaches the others by the bridge.

    Attributes:
        name: of the host, and of its namespace.
        address: its first one beside its own loopback.
    """

    def __init__(self, name: str, number: int) -> None:
        self.name, self.address = name, f"{PREFIX}.{number}"
        self._namespace, self._cable = f"paraphe-{name}", f"paraphe{number}"

    def plug(self) -> None:
        """Make it."""
        _ip("netns", "add", self._namespace)
        _ip("link", "add", self._cable, "type", "veth", "peer", "eth0", "netns", self._namespace)
        _ip("link", "set", self._cable, "master", BRIDGE, "up")
        self._inside("addr", "add", f"{self.address}/24", "dev", "eth0")
        self._inside("link", "set", "lo", "up")
        self._inside("link", "set", "eth0", "up")

    def also_at(self, address: str) -> None:
        """Give it one more address."""
        self._inside("addr", "add", f"{address}/24", "dev", "eth0")

    def unplug(self) -> None:
        """Remove it, and its cable at once: a namespace goes only when its last process has."""
        _ip("link", "del", self._cable)
        _ip("netns", "del", self._namespace)

    def cut(self) -> None:
        """Take its cable out: nobody hears that it is gone."""
        _ip("link", "set", self._cable, "down")

    def mend(self) -> None:
        """Put the cable in again."""
        _ip("link", "set", self._cable, "up")

    def argv(self, *command: str) -> list[str]:
        """Give the command line that runs a command on this host."""
        return ["ip", "netns", "exec", self._namespace, *command]

    def _inside(self, *arguments: str) -> None:
        _ip("-netns", self._namespace, *arguments)


@contextmanager
def network(names: tuple[str, ...]) -> Iterator[dict[str, Host]]:
    """Make these hosts, and remove them at the end.

    Raises:
        NoNamespacesError: only root of a Linux may, and only one run at a time.
    """
    if os.geteuid() != 0:
        raise NoNamespacesError("only root makes network namespaces")
    hosts = {name: Host(name, number) for number, name in enumerate(names, 10)}
    _ip("link", "add", BRIDGE, "type", "bridge")
    try:
        _ip("addr", "add", f"{PREFIX}.1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        plugged = []
        try:
            for host in hosts.values():
                host.plug()
                plugged.append(host)
            yield hosts
        finally:
            for host in plugged:
                host.unplug()
    finally:
        _ip("link", "del", BRIDGE)


def _ip(*arguments: str) -> None:
    try:
        subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NoNamespacesError("no ip: apt install iproute2") from error
    except subprocess.CalledProcessError as error:
        raise NoNamespacesError(f"ip {' '.join(arguments)}: {error.stderr}") from error
