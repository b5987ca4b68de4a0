"""Who calls, as far as an address can tell: the last entry that a proxy of ours wrote.

Each proxy appends the address that it was called from to X-Forwarded-For; what stands further
left came along with the request and may be anything. Cloud Run's own front is one proxy, so the
client is the last entry; an external load balancer before it appends its own address as well, so
that the client is the last but one (Cloud Load Balancing, X-Forwarded-For header, read 2026-11).
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_IPV6_PREFIX = 64
"""What one customer of a provider is given; single addresses of it cost nothing."""
_LONGEST_HEADER = 2048
_PORT_OF_V4 = re.compile(r"(?<=\d):\d{1,5}\Z")


def client_of(forwarded: Sequence[str], peer: str | None, trusted_proxies: int) -> str | None:
    """Give the client's address, IPv6 by its /64; None where nobody can be told apart.

    That is so for addresses of this machine (either its own programs, or a proxy that
    TRUSTED_PROXIES does not know of, behind which all are one), and where there is no address.
    """
    written = _entry(forwarded, trusted_proxies) if trusted_proxies else peer
    address = _address(written or "")
    if address is None or address.is_loopback or address.is_unspecified:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, _IPV6_PREFIX), strict=False))


def _entry(forwarded: Sequence[str], from_the_right: int) -> str | None:
    """Proxies may add a header of their own instead of appending: they are one list, in order."""
    entries = ",".join(forwarded)[-_LONGEST_HEADER:].split(",")
    return entries[-from_the_right] if len(entries) >= from_the_right else None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = _PORT_OF_V4.sub("", bare)
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
