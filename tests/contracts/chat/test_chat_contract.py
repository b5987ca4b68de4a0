"""What every chat product shows of a notice, and what its refusals become."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local.demo.chat import shapes
from shared import deadline
from shared.adapters.chat.channels import RENDER
from shared.domain.acting.action import action_key
from shared.domain.acting.notice import Link, Notice, NoticeItem
from shared.errors import BadInput, OutcomeUnknown, SuiteError, TransientError
from tests.contracts.chat.conftest import KEY, PATHS, Chats, free_port, full, notice
from tests.contracts.chat.reading import calls_of_slack, seen, tags_of_google, urls
from tests.hostile_names import HOSTILE

if TYPE_CHECKING:
    from shared.domain.acting.channels import ChatKind

CHECKS = {"slack": shapes.slack, "google_chat": shapes.google_chat, "teams": shapes.teams}
RIGHT_TO_LEFT = "\u200f"
TROUBLES: dict[str, tuple[type[SuiteError], str]] = {
    "400": (BadInput, "channel_refused"),
    "401": (BadInput, "channel_refused"),
    "403": (BadInput, "channel_refused"),
    "413": (BadInput, "channel_refused"),
    "302": (BadInput, "channel_refused"),
    "404": (BadInput, "channel_gone"),
    "html_404": (BadInput, "channel_gone"),
    "410": (BadInput, "channel_gone"),
    "429": (TransientError, "channel_busy"),
    "503": (TransientError, "channel_unavailable"),
    "500": (OutcomeUnknown, "channel_outcome_unknown"),
    "502": (OutcomeUnknown, "channel_outcome_unknown"),
    "504": (OutcomeUnknown, "channel_outcome_unknown"),
    "504_after_commit": (OutcomeUnknown, "channel_outcome_unknown"),
    "drop_before_commit": (OutcomeUnknown, "endpoint_no_answer"),
    "drop_after_commit": (OutcomeUnknown, "endpoint_no_answer"),
}


def test_a_notice_is_shown_with_all_that_it_says(chats: Chats) -> None:
    body = chats.post(notice())
    shown = seen(chats.kind, body)
    for text in (
        *("3 leads wait for you", "The first since 9:30.", "Nobody has called", "Villa in Olaya"),
        *(
            "Since 2 hours",
            "Hot",
            "Open",
            "All alerts",
            "You get this because you own these leads.",
        ),
    ):
        assert text in shown
    assert {"https://odoo.example.com/odoo/crm/7", "https://leads.example.com/alerts"} <= urls(body)


def test_the_names_are_those_of_the_settings(chats: Chats) -> None:
    assert list(chats.chat.channels()) == ["sales"]
    with pytest.raises(BadInput) as raised:
        chats.chat.post("nowhere", KEY, notice())
    assert raised.value.code == "channel_unknown"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_everywhere_is_taken_and_stays_text(chats: Chats, name: str) -> None:
    body = chats.post(full(HOSTILE[name]))
    assert calls_of_slack(body) == [] if chats.kind == "slack" else True
    assert tags_of_google(body) <= {"<b>", "</b>"} if chats.kind == "google_chat" else True
    assert all(url.startswith("https://leads.example.com/go/") for url in urls(body))
    raw = json.dumps(body, ensure_ascii=False)
    assert not {"\0", "\u202e", "\x1b", "\u2028"} & set(raw)
    assert "\\u0000" not in raw


@pytest.mark.parametrize(
    "name", ["a channel's call", "Markdown", "HTML", "entities", "Arabic and Latin"]
)
def test_a_name_is_shown_as_it_was_typed(chats: Chats, name: str) -> None:
    body = chats.post(notice(lines=(HOSTILE[name],), items=()))
    assert HOSTILE[name] in seen(chats.kind, body)


def test_only_text_that_knows_no_markup_is_used(chats: Chats) -> None:
    """Slack's `plain_text` and Teams' text runs; Google's paragraphs know HTML, which is escaped."""
    raw = json.dumps(chats.post(notice(title="*a* [b](http://evil.example)")))
    assert not any(word in raw for word in ("mrkdwn", '"TextBlock"', "MARKDOWN"))


def test_a_card_of_teams_fills_nothing_in(chats: Chats) -> None:
    raw = json.dumps(chats.post(notice(title=HOSTILE["a template"])), ensure_ascii=False)
    assert "{{DATE" not in raw if chats.kind == "teams" else "{{DATE" in raw


def test_arabic_lines_begin_from_the_right_even_with_a_latin_name(chats: Chats) -> None:
    arabic = notice(language="ar", title="ACME تنتظر", lines=("Zarqaa لم تتصل", "ثانيا"))
    body = chats.post(arabic)
    lines = seen(chats.kind, body).splitlines()
    for text in ("ACME تنتظر", "Zarqaa لم تتصل", "ثانيا"):
        assert any(line.startswith(RIGHT_TO_LEFT + text) for line in lines), text
    if chats.kind == "teams":
        assert body["attachments"][0]["content"]["rtl"] is True
    assert RIGHT_TO_LEFT not in seen(chats.kind, chats.post(notice()))


def test_isolates_around_a_name_stay_and_unclosed_ones_go(chats: Chats) -> None:
    body = chats.post(notice(lines=("to \u2068Zarqaa\u2069 now", "left \u2068open"), items=()))
    shown = seen(chats.kind, body)
    assert "\u2068Zarqaa\u2069" in shown
    assert "left open" in shown


def test_what_does_not_fit_is_counted(chats: Chats) -> None:
    items = tuple(NoticeItem(f"Alert {n}", "x" * 100, ("y" * 280,) * 6) for n in range(30))
    shown = seen(chats.kind, chats.post(notice(items=items)))
    kept = sum(f"Alert {n}\n" in shown for n in range(30))
    assert 5 < kept < 30
    assert f"… +{30 - kept}" in shown


def test_a_digest_of_twelve_is_shown_whole(chats: Chats) -> None:
    link = Link("Open the lead", "https://leads.example.com/go/" + "t" * 200)
    items = tuple(
        NoticeItem(f"Alert {n}", "Villa in Olaya", ("Since 3 days. Call today.",), (link, link))
        for n in range(12)
    )
    shown = seen(chats.kind, chats.post(notice(items=items)))
    assert all(f"Alert {n}\n" in shown for n in range(12))
    assert "… +" not in shown


def test_a_link_that_leads_to_no_page_is_left_out(chats: Chats) -> None:
    bad = [
        "javascript:alert(1)",
        "https://x/\n",
        "https://x y/",
        "ftp://x/",
        "",
        "https://" + "a" * 2_500,
    ]
    body = chats.post(notice(links=tuple(Link("x", url) for url in bad), items=()))
    assert urls(body) == set()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(max_size=400), min_size=1, max_size=6),
    count=st.integers(0, 40),
    language=st.sampled_from(["ar", "en"]),
)
def test_whatever_is_told_keeps_to_each_products_limits(
    texts: list[str], count: int, language: str
) -> None:
    link = Link(texts[0], "https://leads.example.com/go/x")
    item = NoticeItem(texts[0], texts[-1], tuple(texts), (link,))
    told = Notice(language, texts[-1], tuple(texts), (item,) * count, (link,), texts[0])  # type: ignore[arg-type]
    for kind, check in CHECKS.items():
        body = json.loads(json.dumps(RENDER[kind](told)).encode())  # type: ignore[index]
        assert shapes.complaint(check, body) == ""


@pytest.mark.parametrize("fault", TROUBLES)
def test_a_trouble_becomes_an_error_that_says_what_happens_next(chats: Chats, fault: str) -> None:
    chats.order(fault)
    kind, code = TROUBLES[fault]
    with pytest.raises(SuiteError) as raised:
        chats.chat.post("sales", KEY, notice())
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert "secret-of-the-hook" not in str(raised.value)
    assert "127.0.0.1" not in str(raised.value)


def test_a_busy_channel_says_how_long_to_wait(chats: Chats) -> None:
    chats.order("429", retry_after_s=17)
    with pytest.raises(TransientError) as raised:
        chats.chat.post("sales", KEY, notice())
    assert raised.value.retry_after_s == 17


@pytest.mark.parametrize("fault", ["flood", "truncated_json"])
def test_an_answer_that_is_too_long_or_cut_off_changes_nothing(chats: Chats, fault: str) -> None:
    chats.order(fault)
    assert isinstance(chats.chat.post("sales", KEY, notice()), str)
    assert len(chats.bodies()) == 1


def test_a_service_that_falls_silent_is_not_waited_for(chats: Chats) -> None:
    chats.order("timeout_after_commit")
    patient = chats.at(chats.server.url + PATHS[chats.kind], timeout_s=0.4)
    with pytest.raises(OutcomeUnknown):
        patient.post("sales", KEY, notice())


def test_nothing_is_sent_when_the_invocation_has_no_time_left(chats: Chats) -> None:
    with deadline.within(0), pytest.raises(TransientError) as raised:
        chats.chat.post("sales", KEY, notice())
    assert raised.value.code == "endpoint_no_time"
    assert chats.bodies() == []


def test_nobody_at_the_address_is_tried_again(chats: Chats) -> None:
    nobody = chats.at(f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(TransientError) as raised:
        nobody.post("sales", KEY, notice())
    assert raised.value.code == "endpoint_unreachable"


def test_the_same_key_is_one_message_where_the_product_knows_keys(chats: Chats) -> None:
    """Google Chat alone does: it answers a second call by the first message."""
    first = chats.chat.post("sales", KEY, notice())
    second = chats.chat.post("sales", KEY, notice(title="changed meanwhile"))
    other = chats.chat.post("sales", action_key("t", "other"), notice())
    if chats.kind == "google_chat":
        assert first == second == "spaces/AAAA/messages/google_chat-" + first.rpartition("-")[2]
        assert first != other
        assert len(chats.bodies()) == 2
    else:
        assert (first, second, other) == ("", "", "")
        assert len(chats.bodies()) == 3


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("teams_200_429", TransientError, "channel_busy"),
        ("teams_200_413", BadInput, "channel_refused"),
    ],
)
def test_a_failure_that_old_teams_calls_a_success_is_one(
    chats: Chats, fault: str, kind: type[SuiteError], code: str
) -> None:
    if chats.kind != "teams":
        return
    chats.order(fault)
    with pytest.raises(kind) as raised:
        chats.chat.post("sales", KEY, notice())
    assert raised.value.code == code


def test_every_kind_of_the_settings_has_its_form() -> None:
    kinds: set[ChatKind] = {"slack", "google_chat", "teams"}
    assert set(RENDER) == set(PATHS) == kinds
