"""No key of ours goes where a machine's own credentials are handed out."""

from __future__ import annotations

import pytest

from shared import settings
from shared.domain.metadata_hosts import is_metadata_host
from shared.errors import SettingsError

BAD = [
    "169.254.169.254",
    "169.254.0.1",
    "metadata.google.internal",
    "METADATA.Google.Internal.",
    "metadata",
    "2852039166",
    "0xa9fea9fe",
    "0xA9.0xFE.0xA9.0xFE",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "0.0.0.0",  # noqa: S104 - an address to refuse
]
GOOD = ["my.odoo.com", "127.0.0.1", "localhost", "10.1.2.3", "192.168.1.9", "[::1]", "odoo",
        "graph.facebook.com", "metadata.example.com", "169.253.1.1", "7odoo.example"]  # fmt: skip


@pytest.mark.parametrize("host", BAD)
@pytest.mark.parametrize("variable", ["ODOO_URL", "META_GRAPH_URL"])
def test_a_metadata_server_is_refused_however_it_is_spelled(variable: str, host: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable} is an address where"):
        settings.read({variable: f"http://{host}/web"})


@pytest.mark.parametrize("host", GOOD)
def test_public_and_private_hosts_are_taken(host: str) -> None:
    assert settings.read({"ODOO_URL": f"https://{host}:8069"}).odoo_url is not None
    assert not is_metadata_host(host.strip("[]"))


@pytest.mark.parametrize(
    "url",
    [
        "https://me:secret@my.odoo.com",
        "https://me@my.odoo.com",
        "https://my.odoo.com?x=1",
        "ftp://my.odoo.com",
        "file:///etc/passwd",
        "gopher://my.odoo.com",
        "//my.odoo.com",
        "https://",
        "https://my.odoo.com:0",
        "https://my.odoo.com:99999",
    ],
)
def test_only_a_plain_address_is_taken(url: str) -> None:
    with pytest.raises(SettingsError, match="ODOO_URL") as caught:
        settings.read({"ODOO_URL": url})
    assert "secret" not in str(caught.value)
