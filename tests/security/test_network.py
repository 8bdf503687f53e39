"""The whole suite runs without a way out (tests/plugin.py); this shows that it holds (R-14)."""

import socket

import pytest

from tests.plugin import OutgoingConnectionError


@pytest.mark.requirement("R-14")
@pytest.mark.parametrize(
    ("family", "kind", "address"),
    [
        (socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80)),
        (socket.AF_INET6, socket.SOCK_STREAM, ("2001:db8::1", 80)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)),
    ],
)
def test_whatever_the_suite_runs_cannot_leave_this_machine(
    family: socket.AddressFamily, kind: socket.SocketKind, address: tuple[str, int]
) -> None:
    with socket.socket(family, kind) as way_out, pytest.raises(OutgoingConnectionError):
        way_out.connect(address)


@pytest.mark.requirement("R-14")
def test_whatever_the_suite_runs_asks_for_no_name() -> None:
    with pytest.raises(OutgoingConnectionError):
        socket.create_connection(("partner.example", 443), timeout=1)
