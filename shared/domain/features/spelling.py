"""Whether an address is named after a person, whichever script the name is written in."""

from __future__ import annotations

import re

from shared.domain.cleaning.folding import fold

_CONSONANTS = str.maketrans(
    {
        **dict.fromkeys("اويهحعء", ""),
        **dict(zip("بتجدرزسشفكلمن", "btgdrzssfklmn", strict=True)),
        "ث": "t",
        "خ": "k",
        "ذ": "d",
        "ص": "s",
        "ض": "d",
        "ط": "t",
        "ظ": "z",
        "غ": "g",
        "ق": "k",
    }
)
_LATIN = str.maketrans({**dict.fromkeys("aeiouywh", ""), "j": "g", "q": "k", "c": "k", "p": "b"})
_REPEATED = re.compile(r"(.)\1+")
_NOT_LETTER = re.compile("[^a-z]+")
_ARABIC = re.compile("[\u0620-\u064a]")
_LEAST_LETTERS, _LEAST_CONSONANTS = 3, 2
_ARTICLES = ("ال", "al")
_LONG_ENOUGH = 4


def is_named_after(local_part: str, name: str) -> bool | None:
    """Tell whether the part before the @ has one of the name's words in it; None: cannot be told.

    Latin words are looked for as they are, Arabic ones by their consonants (`محمد` in
    `mohammed.88`): vowels are not written in the one and spelt anyhow in the other.
    """
    address = _NOT_LETTER.sub("", fold(local_part))
    words = [word for word in fold(name).split() if len(word) >= _LEAST_LETTERS]
    if not address or not words:
        return None
    if not any(_ARABIC.search(word) for word in words):
        if not any(word.isascii() for word in words):
            return None
        return any(word in address or _bones(word) in address for word in words)
    bones = _latin_bones(address)
    spelt = [_arabic_bones(word) for word in words]
    usable = [word for word in spelt if len(word) >= _LEAST_CONSONANTS]
    return any(word in bones for word in usable) if usable else None


def _bones(word: str) -> str:
    """Give a Latin word without its article: `alotaibi` is found in `otaibi99` too."""
    plain = _NOT_LETTER.sub("", word)
    cut = plain.removeprefix("al")
    return cut if len(cut) >= _LONG_ENOUGH else plain


def _latin_bones(text: str) -> str:
    digraphs = text.replace("sh", "s").replace("kh", "k").replace("th", "t").replace("gh", "g")
    return _REPEATED.sub(r"\1", digraphs.translate(_LATIN))


def _arabic_bones(word: str) -> str:
    for article in _ARTICLES:
        cut = word.removeprefix(article)
        word = cut if len(cut) >= _LEAST_LETTERS else word
    return _REPEATED.sub(r"\1", word.translate(_CONSONANTS))
