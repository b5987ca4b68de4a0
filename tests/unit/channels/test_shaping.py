"""Text for chats: laws of cleaning and cutting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.chat.shaping import clean, cut, shrinking
from shared.adapters.chat.slack import escape
from shared.domain.acting.notice import Notice, NoticeItem

ANY = st.text(
    st.characters() | st.sampled_from("&<>\u2066\u2067\u2068\u2069\u202a\u202e\0\n\r\t"),
    max_size=200,
)


@given(ANY)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.isprintable() or not {"\n", "\r", "\t", "\0", "\u202e", "\u2028"} & set(once)


@given(ANY)
def test_nothing_is_turned_around_beyond_its_own_line(text: str) -> None:
    depth = 0
    for sign in clean(text):
        depth += {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


@given(ANY, st.integers(1, 60))
def test_what_is_cut_is_never_longer_and_its_escapes_are_whole(text: str, most: int) -> None:
    given_back = cut(text, most, escape)
    assert len(given_back) <= most
    undone = given_back.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert escape(undone) == given_back


@given(ANY, st.integers(0, 40))
def test_each_smaller_notice_says_how_much_it_leaves_out(text: str, count: int) -> None:
    notice = Notice("ar", text, (text,), (NoticeItem(text, text),) * count, footer=text)
    for one in shrinking(notice):
        left_out = count - len(one.items)
        assert one.footer.endswith(f"… +{left_out}") or not left_out
