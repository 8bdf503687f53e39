"""Whose request it is: exactly our proxies are believed, counted from the right (R-06)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.networks import client_address, neighbourhood, one_site, parse_network

pytestmark = pytest.mark.requirement("R-06")

PEER = "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "expected"),
    [
        (0, None, PEER, PEER),
        (0, "203.0.113.9", PEER, PEER),
        (1, "203.0.113.9", PEER, "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", PEER, "203.0.113.9"),
        (1, "1.2.3.4,203.0.113.9 ", PEER, "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 198.51.100.7", PEER, "203.0.113.9"),
        (2, "198.51.100.7", PEER, PEER),  # fewer than there are proxies: nobody is believed
        (1, None, PEER, PEER),
        (1, "", PEER, PEER),
        (1, "203.0.113.9,", PEER, PEER),
        (1, "not an address", PEER, None),
        (1, "2001:db8::1", PEER, "2001:db8::1"),
        (1, "::ffff:203.0.113.9", PEER, "203.0.113.9"),
        (0, None, "fe80::1%eth0", "fe80::1"),
        (0, None, "", None),
        (1, "203.0.113.9:4711", PEER, None),
        (1, "203.0.113.9\x00", PEER, None),
    ],
)
def test_client_address(
    proxies: int, forwarded: str | None, peer: str, expected: str | None
) -> None:
    meta = {"REMOTE_ADDR": peer}
    if forwarded is not None:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded

    address = client_address(meta, proxies=proxies)

    assert (str(address) if address else None) == expected


@given(st.text(alphabet="0123456789abcdef:., ", max_size=200))
def test_what_a_visitor_writes_in_front_changes_nothing(forged: str) -> None:
    meta = {"REMOTE_ADDR": PEER, "HTTP_X_FORWARDED_FOR": f"{forged}, 203.0.113.9"}

    assert str(client_address(meta, proxies=1)) == "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "site", "neighbours"),
    [
        ("203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1:2::/64"),
    ],
)
def test_neighbours_count_as_one(address: str, site: str, neighbours: str) -> None:
    asked = client_address({"REMOTE_ADDR": address}, proxies=0)

    assert asked is not None
    assert str(one_site(asked)) == site
    assert str(neighbourhood(asked)) == neighbours


def test_parse_network_takes_what_people_write() -> None:
    assert str(parse_network(" 192.0.2.77/24 ")) == "192.0.2.0/24"
    assert str(parse_network("2001:db8::1")) == "2001:db8::1/128"
    with pytest.raises(ValueError, match="does not appear"):
        parse_network("the campus")
