"""Which entry of X-Forwarded-For is the client, and whom a limit takes for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.client_address import client_of

FRONT = "169.254.8.129"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        (["203.0.113.9"], 1, "203.0.113.9"),
        (["10.0.0.1, 8.8.8.8,203.0.113.9"], 1, "203.0.113.9"),
        (["8.8.8.8", "203.0.113.9"], 1, "203.0.113.9"),
        (["8.8.8.8, 203.0.113.9, 34.1.2.3"], 2, "203.0.113.9"),
        (["203.0.113.9:4711"], 1, "203.0.113.9"),
        (["2001:db8:1:2:3:4:5:6"], 1, "2001:db8:1:2::/64"),
        (["[2001:db8:1:2::9]:443"], 1, "2001:db8:1:2::/64"),
        (["::ffff:203.0.113.9"], 1, "203.0.113.9"),
        (["203.0.113.9"], 2, None),
        ([""], 1, None),
        ([], 1, None),
        (["unknown"], 1, None),
        (["203.0.113.9, "], 1, None),
        (["127.0.0.1"], 1, None),
    ],
)
def test_the_client_is_so_many_entries_from_the_right(
    forwarded: list[str], proxies: int, client: str | None
) -> None:
    assert client_of(forwarded, FRONT, proxies) == client


def test_without_a_trusted_proxy_what_the_header_says_counts_for_nothing() -> None:
    assert client_of(["203.0.113.9"], "198.51.100.7", 0) == "198.51.100.7"


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "127.3.2.1", None, "", "::ffff:127.0.0.1"])
def test_this_machine_itself_is_nobody_that_could_be_told_apart(peer: str | None) -> None:
    assert client_of(["203.0.113.9"], peer, 0) is None


def test_addresses_of_one_provider_customer_are_one_client() -> None:
    one, other = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9"
    assert client_of([one], FRONT, 1) == client_of([other], FRONT, 1)
    assert client_of([one], FRONT, 1) != client_of(["2001:db8:1:3::1"], FRONT, 1)


@given(st.lists(st.text(max_size=30), max_size=5), st.ip_addresses(v=4).map(str))
def test_whatever_a_stranger_writes_first_does_not_change_who_it_is(
    written: list[str], real: str
) -> None:
    assert client_of([*written, real], FRONT, 1) == client_of([real], FRONT, 1)


@given(st.lists(st.text(max_size=60), max_size=3), st.text(max_size=60), st.integers(0, 9))
def test_no_header_is_too_strange_to_be_read(forwarded: list[str], peer: str, proxies: int) -> None:
    client_of(forwarded, peer, proxies)
