"""Make a card that people write (YAML) into the one that runs (JSON): checked, and without a parser of YAML.

python -m shared.scoring.compile                      # the cards that come with the suite
python -m shared.scoring.compile own.yaml own.json    # a company's own
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shared.scoring.errors import BadCard
from shared.scoring.expert import card_of

if TYPE_CHECKING:
    from collections.abc import Sequence

CARDS = Path(__file__).parent / "cards"
_USAGE = "usage: python -m shared.scoring.compile [card.yaml card.json]"
_PAIR = 2


def compiled(text: str) -> str:
    """Give the JSON of a card written in YAML; raises BadCard, which names the place of the fault."""
    import yaml  # here: only whoever compiles needs it

    try:
        card = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadCard("is no YAML", path=f"line {mark.line + 1}" if mark else "$") from None
    card_of(card)
    return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Compile what the command line names; gives the exit code."""
    if len(arguments) not in (0, _PAIR):
        sys.stderr.write(_USAGE + "\n")
        return 2
    pairs = [tuple(map(Path, arguments))] if arguments else _own()
    for source, target in pairs:
        try:
            text = compiled(source.read_text(encoding="utf-8"))
        except (BadCard, OSError, UnicodeError) as error:
            sys.stderr.write(f"{source}: {error}\n")
            return 1
        target.write_text(text, encoding="utf-8")
    return 0


def _own() -> list[tuple[Path, ...]]:
    return [(card, card.with_suffix(".json")) for card in sorted(CARDS.glob("*.yaml"))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
