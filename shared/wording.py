"""Who puts alerts into words: the notices with their buttons, as the settings have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from shared.domain.alerts.shown import Language
    from shared.notices.writer import NoticeWriter
    from shared.settings import Settings


def wording(found: Settings) -> NoticeWriter:
    """Give what writes notices; without LINK_SECRET and PUBLIC_URL their buttons only lead."""
    from shared.notices.buttons import Buttons
    from shared.notices.writer import NoticeWriter

    buttons = Buttons(
        secret=(found.link_secret or (None,))[0],
        public_url=found.public_url,
        dashboards_url=found.dashboards_url,
        odoo_url=found.odoo_url,
    )
    return NoticeWriter(buttons, found.time_zone)


def plain(found: Settings) -> NoticeWriter:
    """Give what writes where buttons stand beside the words: in the CRM and on pages."""
    from shared.notices.buttons import Buttons
    from shared.notices.writer import NoticeWriter

    return NoticeWriter(Buttons(), found.time_zone)


def language(found: Settings) -> Language:
    """Give the language of what is said to nobody in particular, or to who names none."""
    return cast("Language", found.default_language)
