"""Text as people wrote it, minus what could break a page, a database or a reader's eyes.

What is kept and what goes (Unicode 16, UAX 9 and UTS 55 speak of the dangers):

- NFC, not NFKC: composed and decomposed letters become one spelling, nothing else changes.
- Line ends become line feeds; other control characters, U+FFFE and U+FFFF go (PostgreSQL refuses NUL,
  XML and so Odoo's note refuse the rest); half surrogates become U+FFFD.
- Bidi embeddings, overrides and isolates go: left open, they reorder whatever follows the answer
  on a page. The marks LRM, RLM and ALM stay, they act on one spot and phones insert them.
- Zero-width joiner and non-joiner stay, one at a time (emoji, Persian, Indic need them).
  Zero-width spaces, invisible operators, soft hyphens go; letters that are only blank become
  a space. Tag characters stay in flags only, and one variation selector after a character:
  longer runs hide text from people that a language model would read.
- HTML and `=formulas()` are text like any other: whoever shows them escapes them.
"""

from __future__ import annotations

import re
import unicodedata

ANSWER_MAX_CHARS = 20_000
LINE_MAX_CHARS = 1_000

_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_BLANK_LETTER = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f)|[\U000e0000-\U000e007f]+")
_SELECTORS = re.compile(
    "([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_MARK_RUN = re.compile(rb"[^\x00]{31,}")
_PLAIN = re.compile(r"[ -~\n\t]*")
_EDGES = " \t\n\u200c\u200d\u200e\u200f\u061c"
_STREAM_SAFE_MARKS = 30
"""UAX 15, Stream-Safe Text Format: no real text has more combining marks in a row."""


def clean_text(value: str, max_chars: int = ANSWER_MAX_CHARS) -> str:
    """Give the text safe to store and show, line breaks kept, cut to `max_chars` with an ellipsis."""
    return shorten(tidy(value, max_chars), max_chars)


def clean_line(value: str, max_chars: int = LINE_MAX_CHARS) -> str:
    """Give the text safe and on one line, every run of white space folded to one space."""
    return shorten(_one_line(tidy(value, max_chars)), max_chars)


def tidy(value: str, max_chars: int = ANSWER_MAX_CHARS) -> str:
    """Clean without cutting to size, but for input over twice `max_chars`, which costs time."""
    if _PLAIN.fullmatch(value):
        return value.strip()
    text = _whole_characters(value[: 2 * max_chars + 1])
    text = _REMOVED.sub("", _LINE_END.sub("\n", text))
    text = _BLANK_LETTER.sub(" ", text)
    text = _TAGS.sub(r"\1", text)
    text = _JOINERS.sub(r"\1", _SELECTORS.sub(r"\1", text))
    text = unicodedata.normalize("NFC", _without_mark_towers(text))
    return _strip(text)


def shorten(text: str, max_chars: int) -> str:
    """Cut to `max_chars` with an ellipsis, never between a letter and its marks or joiners."""
    if len(text) <= max_chars:
        return text
    end = max_chars - 1
    for _ in range(_STREAM_SAFE_MARKS):
        if not _is_attached(text[end], text[end - 1]):
            break
        end -= 1
    return _strip(text[:end]) + "…"


def ascii_digits(text: str) -> str:
    """Write every decimal digit of any script (Arabic-Indic, Persian, full-width) as 0 to 9."""
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def _one_line(text: str) -> str:
    return _strip(" ".join(text.split()))


def _strip(text: str) -> str:
    """Take white space and invisible marks off both ends, NBSP and its kin included."""
    stripped = text.strip().strip(_EDGES)
    while stripped != text:
        text, stripped = stripped, stripped.strip().strip(_EDGES)
    return text


def _whole_characters(text: str) -> str:
    """Join surrogate halves that belong together and replace lone ones."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without_mark_towers(text: str) -> str:
    """Drop combining marks past thirty in a row: NFC takes quadratic time on them."""
    if len(text) <= _STREAM_SAFE_MARKS:
        return text
    classes = bytes(map(unicodedata.combining, text))
    kept, start = [], 0
    for run in _MARK_RUN.finditer(classes):
        kept.append(text[start : run.start() + _STREAM_SAFE_MARKS])
        start = run.end()
    return "".join([*kept, text[start:]])


def _is_attached(character: str, before: str) -> bool:
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character == "\u200d"
        or before == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
