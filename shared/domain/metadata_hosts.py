"""Addresses that hand out a cloud machine's own credentials to whoever asks from inside.

Odoo and Meta are set by the operator, and Odoo may well live in a private network; but no Odoo
lives here, and a slip of the pen must not send our keys there nor bring the machine's back.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network

_NAMES = frozenset({"metadata", "metadata.google.internal", "instance-data", "metadata.goog"})
_NETWORKS = tuple(
    ip_network(text) for text in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "0.0.0.0/32")
)
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\Z")
_DOTTED = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}\Z")


def is_metadata_host(host: str) -> bool:
    """Tell whether a host is such an address, in any spelling that resolvers understand.

    A number that is no plain dotted address (`0xa9fea9fe`, `2852039166`, `169.254.43518`) is
    taken for one: nobody writes an honest address so.
    """
    name = host.casefold().rstrip(".")
    if name in _NAMES or (_NUMERIC.match(name) and not _DOTTED.match(name)):
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in _NETWORKS)
