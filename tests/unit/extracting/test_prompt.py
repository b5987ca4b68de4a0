"""The order to a model, the data beside it, and the name of its remembered answer."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.extracting.prompt import cache_key, document, instruction
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import FreeText

TEXTS = (FreeText(question="Q", text="the budget is ready"),)


def key(**changes: object) -> str:
    given_: dict[str, object] = {"asked": BUILT_IN, "texts": TEXTS, "model": "m", "tenant": "t"}
    values = given_ | changes
    return cache_key(
        values["asked"], values["texts"], model=values["model"], tenant=values["tenant"]
    )  # type: ignore[arg-type]


def test_the_order_names_every_level_and_holds_nothing_that_was_typed() -> None:
    order = instruction(BUILT_IN)
    for one in BUILT_IN:
        assert f"- {one.name}: " in order
        assert ", ".join((*one.levels, "unknown")) in order
    assert "budget is ready" not in order


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_can_end_its_own_string(question: str, text: str) -> None:
    written = document([FreeText(question=question, text=text)])
    assert json.loads(written) == [{"question": question, "text": text}]
    assert "<" not in written


def test_the_key_tells_apart_what_may_change_the_answer() -> None:
    other = (FreeText(question="Q", text="the budget is not ready"),)
    keys = {
        key(),
        key(asked=BUILT_IN[:3]),
        key(texts=other),
        key(texts=(*TEXTS, *other)),
        key(model="m2"),
        key(tenant="t2"),
    }
    assert len(keys) == 6
    assert key() == key()


def test_no_text_can_be_read_out_of_the_key() -> None:
    assert len(key()) == 64
    assert "budget" not in key()
