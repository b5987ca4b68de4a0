"""What a mail of the suite says, and where its links lead that act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.domain.alerts.links import Says, read_link

if TYPE_CHECKING:
    from deploy.local.demo.mail.outbox import Received
    from tests.odoo.alerted_suite import AlertedSuite


def text_of(mail: Received) -> str:
    """Give what a mail says, without its HTML."""
    body = mail.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def links(alerted: AlertedSuite, mail: Received) -> dict[Says, str]:
    """Give the path of each link that acts."""
    paths = re.findall(r"https://api\.example\.com(/go/[^\s?>]+)", text_of(mail))
    secrets, now = alerted.settings.link_secret or (), alerted.clock.now()
    return {read_link(path.removeprefix("/go/"), secrets, now).says: path for path in paths}
