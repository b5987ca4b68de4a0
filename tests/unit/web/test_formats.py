from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.texts.formats import Formats
from shared.texts.language import Language

MOMENT = datetime(2026, 11, 22, 21, 10, 5, 123_456, tzinfo=UTC)
ENGLISH = Formats(Language.ENGLISH, "Asia/Riyadh")
ARABIC = Formats(Language.ARABIC, "Asia/Riyadh")


def test_times_are_shown_in_the_given_zone():
    assert ENGLISH.time(MOMENT) == "00:10:05"
    assert ENGLISH.date(MOMENT) == "Nov 23, 2026"
    assert Formats(Language.ENGLISH, "UTC").date(MOMENT) == "Nov 22, 2026"
    assert ENGLISH.full(MOMENT) == "Nov 23, 2026 00:10:05.123 UTC+03:00"


def test_arabic_has_its_own_months_and_latin_digits():
    assert ARABIC.full(MOMENT) == "23 نوفمبر 2026 00:10:05.123 UTC+03:00"


def test_the_offset_is_the_one_of_that_moment():
    berlin = Formats(Language.ENGLISH, "Europe/Berlin")

    assert berlin.offset(datetime(2026, 1, 1, tzinfo=UTC)) == "UTC+01:00"
    assert berlin.offset(datetime(2026, 7, 1, tzinfo=UTC)) == "UTC+02:00"


@pytest.mark.parametrize(
    ("span_s", "english", "arabic"),
    [
        (0, "0 ms", "0 ملي ثانية"),
        (0.0123, "12 ms", "12 ملي ثانية"),
        (0.9996, "1 sec", "ثانية"),
        (1.44, "1.4 sec", "1.4 ثانية"),
        (59.97, "1 min", "دقيقة"),
        (61, "1 min 1 sec", "دقيقة وثانية"),
        (3599.6, "1 hr", "ساعة"),
        (3725, "1 hr 2 min", "ساعة ودقيقتان"),
        (90_000, "1 day 1 hr", "يوم وساعة"),
        (3 * 86_400, "3 days", "3 أيام"),
    ],
)
def test_a_span_has_the_precision_that_its_length_deserves(span_s, english, arabic):
    span = timedelta(seconds=span_s)

    assert (ENGLISH.span(span), ARABIC.span(span)) == (english, arabic)


def test_how_far_off_a_moment_is_reads_both_ways():
    assert ENGLISH.until(MOMENT + timedelta(minutes=3), MOMENT) == "in 3 minutes"
    assert ARABIC.until(MOMENT - timedelta(hours=2), MOMENT) == "قبل ساعتين"


def test_how_far_off_is_told_in_the_unit_that_is_full():
    assert ENGLISH.until(MOMENT - timedelta(days=6), MOMENT) == "6 days ago"
    assert ENGLISH.until(MOMENT - timedelta(minutes=59), MOMENT) == "59 minutes ago"


def test_a_day_of_the_calendar_is_the_same_in_every_zone():
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert Formats(Language.ENGLISH, zone).day(date(2026, 12, 31)) == "Dec 31, 2026"
    assert ARABIC.day(date(2026, 12, 31)) == "31 ديسمبر 2026"


@pytest.mark.parametrize(
    ("amount", "currency", "english", "in_arabic"),
    [
        ("1250000.5", "SAR", "SAR\xa01,250,000.50", "1,250,000.50"),
        ("10.5", "KWD", "KWD\xa010.500", "10.500"),
        ("0", "USD", "USD\xa00.00", "0.00"),
        ("7.25", None, "7.25", "7.25"),
        ("3", "XBT", "XBT\xa03.00", "XBT"),
    ],
)
def test_money_has_as_many_digits_as_its_currency(amount, currency, english, in_arabic):
    assert ENGLISH.money(Decimal(amount), currency) == english
    assert in_arabic in ARABIC.money(Decimal(amount), currency)


def test_a_share_has_one_digit_behind_the_point_at_most():
    assert [ENGLISH.percent(one) for one in (0, 42.55, 99.99, 100)] == ["0%", "42.6%", "100%", "100%"]  # fmt: skip


def test_two_moments_of_one_utc_day_may_be_on_two_days_here():
    assert not ENGLISH.is_same_day(MOMENT - timedelta(hours=1), MOMENT)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.timedeltas(timedelta(), timedelta(days=400)),
    st.sampled_from(Language),
)
@settings(max_examples=50)
def test_every_digit_is_latin_in_every_language(moment, span, language):
    formats = Formats(language, "Asia/Riyadh")
    written = "".join(
        [
            formats.full(moment),
            formats.span(span),
            formats.until(moment + span, moment),
            formats.number(span.days),
        ]
    )

    assert all(c.isascii() for c in written if c.isdigit())


def test_a_day_near_by_needs_no_year() -> None:
    formats, moment = Formats(Language.ENGLISH, "Asia/Riyadh"), datetime(2026, 11, 17, tzinfo=UTC)

    assert formats.near(moment, datetime(2026, 12, 31, 20, tzinfo=UTC)) == "Nov 17"
    assert formats.near(moment, datetime(2026, 12, 31, 22, tzinfo=UTC)) == "Nov 17, 2026"


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        (Language.ENGLISH, "SAR", "SAR\u00a012,501"),
        (Language.ENGLISH, "KWD", "KWD\u00a012,501"),
        (Language.ENGLISH, None, "12,501"),
        (Language.ARABIC, None, "12,501"),
    ],
)
def test_an_amount_to_the_whole_unit(language: Language, currency: str | None, text: str) -> None:
    assert Formats(language, "UTC").round_money(Decimal("12500.60"), currency) == text


def test_a_weekday_has_its_name() -> None:
    assert Formats(Language.ENGLISH, "UTC").weekday_name(5) == "Friday"
    assert Formats(Language.ARABIC, "UTC").weekday_name(5) == "الجمعة"
