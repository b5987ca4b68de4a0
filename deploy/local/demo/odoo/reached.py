"""What Odoo tells of how a lead's customer can be reached: language, and who opted out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deploy.local.demo.odoo.env import Env


def _is_listed(column: str, listed: str) -> Callable[[Env, list[int]], dict[int, bool]]:
    """Whether somebody opted out: the address or number of a lead is on a blacklist."""

    def found(env: Env, ids: list[int]) -> dict[int, bool]:
        rows = env.rows(
            f"SELECT l.id FROM crm_lead l JOIN {listed} AND b.active AND l.{column} <> ''"  # noqa: S608 - fixed names
            f" WHERE l.id IN ({', '.join('?' * len(ids))})",
            ids,
        )
        return dict.fromkeys(ids, False) | {row["id"]: True for row in rows}

    return found


def _language(env: Env, ids: list[int]) -> dict[int, str]:
    rows = env.rows(
        "SELECT l.id, g.code FROM crm_lead l JOIN res_lang g ON g.id = l.lang_id"  # noqa: S608 - marks only
        f" WHERE l.id IN ({', '.join('?' * len(ids))})",
        ids,
    )
    return {row["id"]: row["code"] for row in rows}


MAILS: Final = "mail_blacklist b ON b.email = l.email_normalized"
PHONES: Final = "phone_blacklist b ON b.number = l.phone_sanitized"
COMPUTED: Final[Mapping[str, Callable[[Env, list[int]], dict[int, Any]]]] = {
    "is_blacklisted": _is_listed("email_normalized", MAILS),
    "phone_sanitized_blacklisted": _is_listed("phone_sanitized", PHONES),
    "lang_code": _language,
}
