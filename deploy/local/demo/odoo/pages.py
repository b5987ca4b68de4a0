"""Two plain pages, so that links to records lead somewhere: the newest leads, and one lead."""

from __future__ import annotations

import base64
import hashlib
import html
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wrappers import Response

from deploy.local.demo.odoo.reading import read, search_count, search_read

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.odoo.env import Env, Vals

STYLE: Final = """
:root { color-scheme: light dark; --line: light-dark(#d9dee6, #3a404b); }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 2rem auto; max-inline-size: 70rem;
  padding-inline: 1rem; }
table { border-collapse: collapse; inline-size: 100%; }
th, td { border-block-end: 1px solid var(--line); padding: .35rem .6rem; text-align: start;
  vertical-align: top; }
th { font-weight: 600; white-space: nowrap; }
a { color: light-dark(#5b3c88, #c3a6f0); }
"""
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
RICH: Final = frozenset({"description", "body"})
"""Fields of type html: cleaned when they were written, as in the real one, and shown as such."""
SHOWN: Final = (
    *("name", "type", "stage_id", "active", "contact_name", "partner_name", "email_from"),
    *("email_normalized", "phone", "phone_sanitized", "street", "city", "zip", "country_id"),
    *("user_id", "team_id", "campaign_id", "source_id", "medium_id", "tag_ids", "priority"),
    *(
        "description",
        "lost_reason_id",
        "expected_revenue",
        "probability",
        "won_status",
        "create_date",
    ),
)
SCORE: Final = ("assistant_grade", "assistant_score")
REASONS: Final = "assistant_reasons"
NEWEST: Final = 200


def leads(env: Env, root: str) -> Response:
    """List the newest leads. `root` is where the demo is mounted."""
    active_too = env.with_context(active_test=False)
    count = search_count(active_too, "crm.lead", [])
    graded = SCORE if env.has_addon else ("tag_ids", "priority")
    fields = ["name", "email_from", "phone", "stage_id", *graded, "create_date"]
    rows = search_read(active_too, "crm.lead", [], fields, limit=NEWEST, order="id desc")
    if "tag_ids" in fields:
        names = _tag_names(env, rows)
        for row in rows:
            row["tag_ids"] = names(row["tag_ids"])
    body = "".join(
        f'<tr><td><a href="{html.escape(root)}/odoo/crm/{row["id"]}">{row["id"]}</a></td>'
        + "".join(_cell(row[name]) for name in fields)
        + "</tr>"
        for row in rows
    )
    head = "".join(f"<th>{name}</th>" for name in ("id", *fields))
    return _page("Demo Odoo", f"<p>{count} leads</p><table><tr>{head}</tr>{body}</table>")


def lead(env: Env, root: str, record_id: int) -> Response:
    """Show one lead with its messages."""
    shown = [*SHOWN, *SCORE, REASONS] if env.has_addon else list(SHOWN)
    rows = read(env, "crm.lead", [record_id], [*shown, "message_ids"])
    if not rows:
        return _page("Not found", "<p>There is no such lead (deleted or merged).</p>", 404)
    [row] = rows
    row["tag_ids"] = _tag_names(env, rows)(row["tag_ids"])
    notes = read(env, "mail.message", row.pop("message_ids"), ["date", "body"])
    if env.has_addon:
        row[REASONS] = " / ".join(str(one.get("en", "")) for one in row[REASONS] or ())
    listed = "".join(f"<tr><th>{name}</th>{_cell(row[name], name)}</tr>" for name in shown)
    back = f'<p><a href="{html.escape(root)}/">All leads</a></p>'
    return _page(f"Lead {record_id}", f"{back}<table>{listed}</table>{_notes(notes)}")


def _tag_names(env: Env, rows: list[Vals]) -> Callable[[list[int]], str]:
    """Give what writes the tags of these leads, by name."""
    ids = sorted({tag for row in rows for tag in row["tag_ids"]})
    names = {tag["id"]: str(tag["name"]) for tag in read(env, "crm.tag", ids, ["name"])}
    return lambda tags: ", ".join(names[tag] for tag in tags)


def _notes(notes: list[Vals]) -> str:
    items = "".join(f"<tr>{_cell(one['date'])}{_cell(one['body'], 'body')}</tr>" for one in notes)
    return f"<h2>Messages</h2><table>{items}</table>" if items else ""


def _cell(value: Any, name: str = "") -> str:
    if name in RICH:
        return f"<td>{value or ''}</td>"
    shown = value[1] if isinstance(value, list) and value and isinstance(value[-1], str) else value
    text = "" if shown is False or shown == [] else str(shown)
    return f'<td dir="auto">{html.escape(text)}</td>'


def _page(title: str, body: str, status: int = 200) -> Response:
    safe = html.escape(title)
    text = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{safe}</title><style>{STYLE}</style></head>'
        f"<body><h1>{safe}</h1>{body}</body></html>"
    )
    answer = Response(text, status, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
