"""Names that customers give themselves, and what must not happen with them."""

from __future__ import annotations

HOSTILE = {
    "a channel's call": "<!channel> buy",
    "a person's call": "<@U012AB3CD> hi",
    "a link of Slack": "<http://evil.example|click>",
    "Markdown": "*bold* _i_ `code` [x](http://evil.example) # h",
    "HTML": "<b>Sara</b><script>alert(1)</script><a href='http://evil.example'>x</a>",
    "entities": "AT&T &lt;b&gt; &amp;",
    "a template": "{{DATE(2026-01-01T00:00:00Z)}} ${name}",
    "an override of direction": "\u202eevil\u202c \u2067unclosed",
    "NUL and controls": "a\0b\x07c\x1b[31md\x85e",
    "line breaks": "one\r\ntwo\n\nthree\u2028four",
    "ten thousand letters": "ب" * 10_000,
    "ten thousand signs": "&<>" * 3_400,
    "ten thousand isolates": "\u2067\u2069" * 5_000,
    "a lone surrogate": "x\ud800y",
    "an encoded word": "=?utf-8?q?a=0d=0aBcc:_eve=40example.org=0d=0a=0d=0ahi?= b",
    "an encoded word in base64": "=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?=",
    "nothing": "",
    "spaces": "  \t ",
    "emoji": "👩‍👩‍👧‍👦" * 50,
    "Arabic and Latin": "شركة ACME للتجارة (2026)",
}
