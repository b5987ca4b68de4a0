"""Notices as e-mails: whole, small, escaped, and nothing loaded from anywhere."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from shared.domain.acting.plain_notice import noticed
from shared.domain.alerts.cause import Cause, Rung
from shared.domain.alerts.shown import Digest
from shared.notices.buttons import Buttons
from shared.notices.writer import NoticeWriter
from shared.texts.isolation import bare
from tests.alerts_shown import NOW, digest, reader, shown, state

BUTTONS = Buttons("s" * 32, "https://api.example.com", "https://p.example.com", "https://o.example")
WRITER = NoticeWriter(BUTTONS, "Asia/Riyadh")
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])
CLIPPED_BYTES = 102_000
"""Gmail cuts off what is longer (its help pages, read 2026-11)."""
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!channel> *bold* [x](http://evil.example)",
    "{{ 7 * 7 }}{% raise %}",
    "%(since)s %s %d",
    "\u202eevil\u2069\u2069\u202c",
    "two\r\nBcc: all@example.com",
    "nul\x00 and a bell\x07",
    "a" * 10_000,
    "\u2068unclosed",
)


class _Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.open = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def seen(html):
    parser = _Seen()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def mail_of(notice):
    return WRITER.mail(notice, "reader@example.com", "key@example.com")


def of_one(one, language="en", rung=Rung.OWNER):
    return WRITER.alert(one, reader(language), rung, NOW)


def named(name):
    fields = {"title": name, "owner": {"id": 5, "name": name}, "stage": {"id": 1, "name": name}}
    return replace(shown(1, Cause.STAGE_OVERRUN), state=state(1, **fields), proposed_user=name)


@LANGUAGES
def test_a_digest_is_whole_small_and_loads_nothing(language):
    mail = mail_of(WRITER.digest(digest(language), NOW))

    page = seen(mail.html)
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "table", "tr", "td"),
        *("h1", "h2", "p", "a", "span"),
    }
    assert not {name for name, _ in page.attributes} & {"src", "srcset", "background", "onclick"}
    assert "url(" not in mail.html
    assert "@import" not in mail.html
    assert len(mail.html.encode()) < CLIPPED_BYTES / 2
    assert ("dir", "rtl" if language == "ar" else "ltr") in page.attributes
    assert ("lang", language) in page.attributes


@LANGUAGES
def test_the_largest_digest_that_is_told_is_not_clipped(language):
    long = [replace(shown(n), state=state(n, title="W" * 300)) for n in range(1, 25)]
    mail = mail_of(WRITER.digest(replace(digest(language), mine=tuple(long)), NOW))

    assert len(mail.html.encode()) < CLIPPED_BYTES


def test_a_digest_is_grouped_urgent_first_then_by_rank():
    notice = WRITER.digest(digest("en"), NOW)

    groups = [item.group for item in notice.items]
    assert groups == ["Urgent"] * 2 + ["For today"] * 5 + ["Your team: nobody has acted"] * 2
    assert [item.is_urgent for item in notice.items[:3]] == [True, True, False]
    ranked = [item.record for item in notice.items[2:7]]
    assert ranked == [state(number).title for number in (7, 6, 5, 4, 3)]
    assert notice.title == "9 alerts for today (urgent: 3)"


def test_a_digest_says_what_is_left_out_and_what_was_not_delivered():
    lines = [bare(line) for line in WRITER.digest(digest("en"), NOW).lines]

    assert lines == [
        "Sun, Nov 29",
        "And 37 more, of less weight: they stand on the page of alerts.",
        "2 messages could not be delivered to you since the last list.",
    ]


def test_the_team_s_alerts_name_their_salesperson_and_one_s_own_do_not():
    notice = WRITER.digest(digest("en"), NOW)

    named = ["Salesperson:" in " ".join(item.lines) for item in notice.items]
    assert named == [False] * 7 + [True] * 2


@LANGUAGES
def test_an_empty_digest_says_so(language):
    empty = Digest(reader(language), date(2026, 11, 29), ())
    mail = mail_of(WRITER.digest(empty, NOW))

    assert mail.subject == {"en": "Nothing needs you today", "ar": "لا شيء ينتظرك اليوم"}[language]
    seen(mail.html)


@pytest.mark.parametrize(
    ("count", "title"),
    [
        (1, "تنبيه واحد لليوم"),
        (2, "تنبيهان لليوم"),
        (3, "3 تنبيهات لليوم"),
        (11, "11 تنبيهًا لليوم"),
    ],
)
def test_the_arabic_title_counts_in_its_forms(count, title):
    some = Digest(reader("ar"), date(2026, 11, 29), tuple(shown(n) for n in range(1, count + 1)))

    assert WRITER.digest(some, NOW).title == title


@LANGUAGES
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("rung", [Rung.OWNER, Rung.REASSIGN])
def test_a_name_stays_a_name(language, name, rung):
    mail = mail_of(of_one(named(name), language, rung))

    page = seen(mail.html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    everything = mail.subject + mail.text + mail.html
    assert not re.search("[\u202a-\u202e\x00\x07\r]", everything)
    assert "\n" not in mail.subject
    assert len(mail.subject) < 500
    assert everything.count("\u2068") == everything.count("\u2069")
    assert not re.search("\u2068[^\u2069]*\u2068", everything)
    assert "49" not in bare(mail.subject)


def test_the_subject_names_the_record_and_holds_no_invisible_marks():
    mail = mail_of(of_one(shown(1, Cause.HOT_NOT_CONTACTED), "ar"))

    assert mail.subject == "عميل محتمل ساخن ينتظر اتصالك: شقة في حي النرجس"


def test_an_alert_about_a_person_names_no_record():
    one = replace(shown(0, Cause.OWNER_OVERLOADED), state=None, grade=None)
    mail = mail_of(of_one(one, "en", Rung.MANAGER))

    assert mail.subject == "Nobody has acted: A salesperson has too many open alerts"
    assert "Open in Odoo" not in mail.text
    assert "#" not in mail.text.split("https", 1)[0]


@LANGUAGES
def test_the_text_says_the_same_as_the_html(language):
    notice = WRITER.digest(digest(language), NOW)
    mail = mail_of(notice)

    for item in notice.items:
        assert item.title in mail.text
        for link in item.links:
            assert link.url in mail.text
            assert link.url.replace("&", "&amp;") in mail.html
    assert notice.footer in mail.text


@LANGUAGES
@pytest.mark.parametrize("rung", [Rung.OWNER, Rung.MANAGER])
def test_of_one_alert_the_text_says_its_title_once_with_the_record(language, rung):
    notice = of_one(shown(1, Cause.HOT_NOT_CONTACTED), language, rung)
    text = mail_of(notice).text
    title, record = notice.items[0].title, notice.items[0].record

    assert title in notice.title
    assert text.splitlines()[0] == f"{title}: {record}"
    assert text.count(title) == 1


@LANGUAGES
def test_the_text_of_a_digest_does_not_say_its_subject_again(language):
    notice = WRITER.digest(digest(language), NOW)
    mail = mail_of(notice)

    assert mail.text.splitlines()[0] == notice.lines[0]
    assert notice.title not in mail.text
    assert mail.subject == bare(notice.title)


def test_what_was_written_to_somebody_is_the_text_as_it_was_written():
    written = noticed("See you at ten.\n\nHuda", "en", "Your visit")
    assert (mail_of(written).subject, mail_of(written).text) == (
        "Your visit",
        "See you at ten.\n\nHuda\n",
    )
    assert mail_of(noticed("One line", "en")).text == "One line\n"


def test_the_same_notice_is_the_same_mail():
    one, other = (mail_of(WRITER.digest(digest("ar"), NOW)) for _ in range(2))

    assert one == other
