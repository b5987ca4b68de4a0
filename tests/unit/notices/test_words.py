"""Every cause, level and standing in both languages, whatever facts are known."""

import re
from dataclasses import replace
from itertools import chain, combinations

import pytest

from shared.domain.acting.notice import AlertWords
from shared.domain.alerts.alert import NextStep
from shared.domain.alerts.cause import Cause, Rung, Standing, Urgency
from shared.notices.buttons import Buttons
from shared.notices.explanations import SENTENCES
from shared.notices.spans import span_words
from shared.notices.titles import CAUSES, HEADLINES, ON_RUNG, PROPOSALS, STANDINGS
from shared.notices.voice import Voice
from shared.notices.writer import NoticeWriter
from shared.texts.isolation import bare
from shared.texts.language import Language
from tests.alerts_shown import FACTS, NOW, reader, shown

BUTTONS = Buttons("s" * 32, "https://api.example.com", "https://p.example.com", "https://o.example")
WRITER = NoticeWriter(BUTTONS, "Asia/Riyadh")
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])
CAUSES_ALL = pytest.mark.parametrize("cause", Cause)
KINDS = NextStep.model_fields["kind"].annotation.__args__
ISOLATED = re.compile("\u2068[^\u2069]*\u2069")
LATIN = re.compile("[A-Za-z]{2,}")
ARABIC = re.compile("[\u0600-\u06ff]")


def texts(words):
    return [getattr(words, name) for name in AlertWords.__dataclass_fields__]


def is_whole(text, language):
    """It says something, has no place left open, and no word of the other language but in facts."""
    without_facts = ISOLATED.sub("", text)
    assert text.strip()
    assert "%(" not in without_facts
    assert not re.search(r"\bNone\b|\bnan\b", text)
    foreign = LATIN if language == "ar" else ARABIC
    assert not foreign.search(without_facts), text


def subsets(facts):
    names = sorted(facts)
    kept = chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))
    return [{name: facts[name] for name in some} for some in kept]


@LANGUAGES
@CAUSES_ALL
@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("has_state", [True, False])
def test_every_alert_is_told_whole_whichever_facts_are_missing(language, cause, level, has_state):
    for facts in subsets(FACTS[cause]):
        one = shown(2, cause, level=level, facts=facts)
        one = one if has_state else replace(one, state=None, grade=None, proposed_user=None)

        for text in texts(WRITER.words(one, language)):
            is_whole(text, language)


@LANGUAGES
@CAUSES_ALL
@pytest.mark.parametrize(
    "strange", [None, True, -3, 1e300, "", "nonsense", "2026-99-99", "2026-11-01T10:00", "%(x)s"]
)
def test_facts_of_newer_code_are_passed_over(language, cause, strange):
    facts = dict.fromkeys([*FACTS[cause], "unheard_of", "limit_1"], strange)

    for text in texts(WRITER.words(shown(2, cause, facts=facts), language)):
        is_whole(text, language)


@LANGUAGES
@CAUSES_ALL
@pytest.mark.parametrize("rung", Rung)
def test_every_rung_tells_every_cause(language, cause, rung):
    notice = WRITER.alert(shown(2, cause), reader(language), rung, NOW)

    (item,) = notice.items
    for text in (notice.title, notice.footer, item.title, *item.lines):
        is_whole(text, language)
    for link in (*item.links, *notice.links):
        assert not (LATIN if language == "ar" else ARABIC).search(
            link.label.replace("Omar Said", "")
        )
    assert item.is_urgent is (shown(2, cause).alert.urgency is Urgency.URGENT)


@LANGUAGES
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("urgency", Urgency)
def test_every_next_step_is_proposed(language, kind, urgency):
    one = shown(2, urgency=urgency, next_step=NextStep(kind=kind))

    is_whole(WRITER.words(one, language).proposal, language)


def test_every_cause_rung_step_and_standing_has_its_words():
    assert set(CAUSES) == set(HEADLINES) == set(SENTENCES) == set(Cause)
    assert set(ON_RUNG) == set(Rung) - {Rung.OWNER}
    assert set(PROPOSALS) == set(KINDS)
    assert set(STANDINGS) == set(Standing)


def test_an_explanation_says_the_facts():
    words = WRITER.words(shown(0, Cause.IDLE, facts={"limit": "7 working days"}), "en")

    assert bare(words.explanation) == "No contact since Nov 17; the limit is 7 working days."


def test_the_second_level_says_its_own_limit():
    words = WRITER.words(shown(0, Cause.IDLE, level=2), "en")

    assert words.title == "It has gone cold"
    assert "14 working days" in words.explanation


def test_minutes_are_said_where_minutes_count():
    words = WRITER.words(shown(0, Cause.HOT_NOT_CONTACTED), "en")

    assert "Nov 17 08:30" in words.explanation


def test_the_reader_has_it_in_his_own_zone():
    there = reader("en", time_zone="America/New_York")
    notice = WRITER.alert(shown(0, Cause.HOT_NOT_CONTACTED), there, Rung.OWNER, NOW)

    assert "Nov 17 00:30" in notice.items[0].lines[0]


def test_a_manager_learns_who_was_told_and_when():
    from shared.domain.alerts.alert import Told

    one = shown(0, Cause.IDLE)
    told = Told(rung=Rung.OWNER, level=1, reader_id=one.alert.owner_id, at=NOW)
    one = replace(one, alert=one.alert.model_copy(update={"told": (told,)}))
    notice = WRITER.alert(one, reader("en", 7), Rung.MANAGER, NOW)

    lines = [bare(line) for line in notice.items[0].lines]
    assert "Aisha Al-Harbi was told on Nov 29 08:30 and has not acted." in lines
    assert notice.title == "Nobody has acted: It is going cold"


@pytest.mark.parametrize(
    ("text", "arabic", "english"),
    [
        ("1 working minute", "دقيقة عمل واحدة", "1 working minute"),
        ("2 working minutes", "دقيقتا عمل", "2 working minutes"),
        ("5 working minutes", "5 دقائق عمل", "5 working minutes"),
        ("30 working minutes", "30 دقيقة عمل", "30 working minutes"),
        ("1 working hour", "ساعة عمل واحدة", "1 working hour"),
        ("4 working hours", "4 ساعات عمل", "4 working hours"),
        ("2 working days", "يوما عمل", "2 working days"),
        ("7 working days", "7 أيام عمل", "7 working days"),
        ("11 working days", "11 يوم عمل", "11 working days"),
        ("100 days", "100 يوم", "100 days"),
        ("103 days", "103 أيام", "103 days"),
        ("14 days", "14 يومًا", "14 days"),
        ("2 days", "يومان", "2 days"),
        ("1 hour", "ساعة واحدة", "1 hour"),
        ("1000 minutes", "1,000 دقيقة", "1,000 minutes"),
    ],
)
def test_spans_are_counted_in_six_forms(text, arabic, english):
    assert bare(span_words(text, Voice(Language.ARABIC, "UTC"))) == arabic
    assert bare(span_words(text, Voice(Language.ENGLISH, "UTC"))) == english


@pytest.mark.parametrize(
    "text", ["0 minutes", "", "soon", "-1 days", "5 working moons", "\u0665 days"]
)
def test_no_time_at_all_and_no_span_say_nothing(text):
    assert span_words(text, Voice(Language.ENGLISH, "UTC")) is None


def test_without_a_secret_there_are_only_links_that_lead():
    plain = NoticeWriter(Buttons(None, "https://a.example", None, "https://o.example"), "UTC")
    notice = plain.alert(shown(), reader(), Rung.OWNER, NOW)

    assert [link.url for link in notice.items[0].links] == ["https://o.example/odoo/crm/1"]
    assert notice.links == ()
    assert "act in your name" not in notice.footer


def test_a_secret_shows_nowhere():
    assert "ssss" not in repr(WRITER)


def test_a_grade_that_stayed_did_not_fall_the_chance_did():
    facts = {"grade": "warm", "grade_before": "warm", "score": 12, "score_before": 55}
    words = WRITER.words(shown(0, Cause.SCORE_FELL, facts=facts), "en")

    assert bare(words.explanation) == "Its chance fell from 55% to 12% on Nov 17."


@pytest.mark.parametrize(
    ("reader_id", "delegated_to", "why", "query"),
    [
        (5, None, "the record is yours", "owner=5"),
        (7, None, "you lead the team", "reader=7"),
        (7, 7, "somebody asked you", "reader=7"),
    ],
)
def test_the_footer_says_why_this_reader_is_told(reader_id, delegated_to, why, query):
    one = shown(3, delegated_to=delegated_to)
    notice = WRITER.alert(one, reader("en", reader_id), Rung.OWNER, NOW)

    assert why in notice.footer
    assert query in notice.links[0].url
    assert ("Salesperson:" in " ".join(notice.items[0].lines)) is (reader_id != 5)
