"""Moments, spans and numbers as people of a language write them: latin digits, in one time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from shared.texts.language import Language

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

_JOINED = {Language.ARABIC: " و", Language.ENGLISH: " "}
"""Between two units: for two Arabic texts Babel 2.18's `format_list` says the second twice."""
_MONEY = {Language.ARABIC: None, Language.ENGLISH: "¤¤\u00a0#,##0.00"}
"""The language's own pattern; in English the code stands apart, which Babel 2.18 does not do."""
_SECOND_MS = 1000
_MINUTE_S = 60
_HOUR_S = 3600
_DAY_S = 86400


@dataclass(frozen=True)
class Formats:
    """How one reader's page writes values. Digits are latin in every language."""

    language: Language
    zone_name: str

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language.value)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    def time(self, moment: datetime) -> str:
        """Give the time of day, to the second."""
        return format_datetime(moment, "HH:mm:ss", tzinfo=self._zone, locale=self._locale)

    def minute(self, moment: datetime) -> str:
        """Give the time of day, to the minute."""
        return format_datetime(moment, "HH:mm", tzinfo=self._zone, locale=self._locale)

    def date(self, moment: datetime) -> str:
        """Give the day."""
        return format_skeleton("yMMMd", moment, tzinfo=self._zone, locale=self._locale)

    def day(self, day: dt.date) -> str:
        """Give a day of the calendar, which is the same in every zone."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return format_skeleton("yMMMd", noon, locale=self._locale)

    def weekday(self, day: dt.date) -> str:
        """Give a day of the calendar with its weekday, without the year."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return format_skeleton("MMMEd", noon, locale=self._locale)

    def weekday_name(self, number: int) -> str:
        """Give the name of an ISO weekday: 1 is Monday."""
        return str(self._locale.days["stand-alone"]["wide"][number - 1])

    def near(self, moment: datetime, seen_from: datetime) -> str:
        """Give the day, without the year where both are in the same one."""
        one, other = (at.astimezone(self._zone).year for at in (moment, seen_from))
        if one != other:
            return self.date(moment)
        return format_skeleton("MMMd", moment, tzinfo=self._zone, locale=self._locale)

    def round_money(self, amount: Decimal, currency: str | None) -> str:
        """Give an amount to the whole unit: how much it is about."""
        if currency is None:
            return format_decimal(amount, "#,##0", locale=self._locale)
        pattern = _MONEY[self.language] or self._locale.currency_formats["standard"].pattern
        return format_currency(
            amount, currency, pattern.replace(".00", ""), locale=self._locale, currency_digits=False
        )

    def money(self, amount: Decimal, currency: str | None) -> str:
        """Give an amount with its currency, in as many digits as that has."""
        if currency is None:
            return format_decimal(amount, locale=self._locale)
        return format_currency(amount, currency, _MONEY[self.language], locale=self._locale)

    def percent(self, percent: float) -> str:
        """Give a share in per cent, 0 to 100, with at most one digit behind the point."""
        return format_percent(percent / 100, "#,##0.#%", locale=self._locale)

    def full(self, moment: datetime) -> str:
        """Give day, time to the millisecond, and the offset from UTC at that moment."""
        clock = format_datetime(moment, "HH:mm:ss.SSS", tzinfo=self._zone, locale=self._locale)
        return f"{self.date(moment)} {clock} {self.offset(moment)}"

    def offset(self, moment: datetime) -> str:
        """Give the zone's offset from UTC at that moment, from left to right in every language."""
        return format_datetime(moment, "'UTC'xxx", tzinfo=self._zone, locale=self._locale)

    def is_same_day(self, one: datetime, other: datetime) -> bool:
        """Say whether two moments are on one day in this zone."""
        return one.astimezone(self._zone).date() == other.astimezone(self._zone).date()

    def span(self, span: timedelta) -> str:
        """Give a span in at most two units, with the precision that its length deserves."""
        span_s = span.total_seconds()
        if round(span_s * _SECOND_MS) < _SECOND_MS:
            return self._unit(round(span_s * _SECOND_MS), "millisecond")
        if round(span_s, 1) < _MINUTE_S:
            return self._unit(round(span_s, 1), "second")
        whole_s = round(span_s)
        if whole_s < _HOUR_S:
            return self._two(whole_s, _MINUTE_S, "minute", 1, "second")
        if whole_s < _DAY_S:
            return self._two(whole_s, _HOUR_S, "hour", _MINUTE_S, "minute")
        return self._two(whole_s, _DAY_S, "day", _HOUR_S, "hour")

    def until(self, moment: datetime, now: datetime) -> str:
        """Give how far off a moment is, in words ("in 3 minutes", "2 hours ago")."""
        # A threshold of 1: six days are six days, not a week.
        return format_timedelta(moment - now, threshold=1, add_direction=True, locale=self._locale)

    def number(self, number: int) -> str:
        """Give a whole number with the language's grouping."""
        return format_decimal(number, locale=self._locale)

    def _two(self, span_s: int, large_s: int, large: str, small_s: int, small: str) -> str:
        first, rest = divmod(span_s, large_s)
        second = rest // small_s
        texts = [self._unit(first, large)] + ([self._unit(second, small)] if second else [])
        return _JOINED[self.language].join(texts)

    def _unit(self, value: float, unit: str) -> str:
        # Arabic's short units are single letters that few know; the CLDR of Babel 2.18 lacks its
        # long day, and the short one is written out.
        is_long = self.language is Language.ARABIC and unit != "day"
        shown = int(value) if value == int(value) else value
        length: Literal["long", "short"] = "long" if is_long else "short"
        return format_unit(shown, f"duration-{unit}", length=length, locale=self._locale)
