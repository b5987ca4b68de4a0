"""The style sheet serves both directions as it is, and its colours can be read."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[3] / "functions/dashboards/static/pages.css").read_text()
PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|inset|scroll-margin)-(?:left|right|top|bottom)[-\w]*"
    r"|left|right|top|bottom|(?:min-|max-)?(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)")
PAIRS = [
    *(("text", ground) for ground in ("ground", "surface", "gone-ground")),
    *(("muted", ground) for ground in ("ground", "surface")),
    *(("link", ground) for ground in ("ground", "surface")),
    *((ink, "surface") for ink in ("info", "read", "crm", "good", "warn", "bad", "gone")),
    *((i, f"{i}-ground") for i in ("info", "read", "crm", "good", "warn", "bad", "gone")),
    *(("text", f"{i}-ground") for i in ("info", "read", "crm", "good", "warn", "bad", "gone")),
]
AA = 4.5


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground_as_wcag_aa_asks(theme, ink, ground):
    colours = {name: (light, dark)[theme] for name, light, dark in TOKEN.findall(CSS)}

    assert contrast(colours[ink], colours[ground]) >= AA


def test_only_logical_properties_are_used():
    rules = re.sub(r"/\*.*?\*/|@media[^{]*", "", CSS, flags=re.DOTALL)

    assert PHYSICAL.findall(rules) == []


def test_nothing_is_loaded_from_elsewhere():
    assert "url(" not in CSS
    assert "@import" not in CSS
