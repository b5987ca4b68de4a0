"""Which addresses lie on the public internet: what is not known to be public is not.

By the registries of special-purpose addresses (IANA, read 2026-11), as `ipaddress` knows them, and
what it leaves out.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_V4_TOO = (
    IPv4Network("168.63.129.16/32"),  # Azure's own services, seen from inside only
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_V6_TOO = (
    IPv6Network("2001::/23"),  # Teredo and other protocols
    IPv6Network("2002::/16"),  # 6to4: an IPv4 address inside
    IPv6Network("3fff::/20"),  # documentation
)
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32 = 0xFFFFFFFF


def is_public(address: str) -> bool:
    """Tell whether a numeric address, as a resolver gives it, lies on the public internet."""
    ip = _bare(address)
    if isinstance(ip, IPv4Address):
        return _is_public_v4(ip)
    return ip in _GLOBAL_UNICAST and ip.is_global and not any(ip in network for network in _V6_TOO)


def is_loopback(address: str) -> bool:
    """Tell whether a numeric address is this machine."""
    return _bare(address).is_loopback


def _bare(address: str) -> IPv4Address | IPv6Address:
    """Give an IPv4 address that is dressed up as IPv6 for what it is."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & _LOW_32)
    return ip.ipv4_mapped or ip


def _is_public_v4(ip: IPv4Address) -> bool:
    if ip.is_multicast or ip.is_reserved or any(ip in network for network in _V4_TOO):
        return False
    return ip.is_global
