"""Which days a page shows, and which it compares them with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboards.localised import day, day_of_year
from dashboards.state import CUSTOM, PERIODS, ViewState

TREND_WEEKS, MOST_TREND_WEEKS = 52, 156
# So many weeks stand before a long period, since what is usual is told by the weeks before it.
WEEKS_BEFORE = 26
YEAR_OF_WEEKS = timedelta(days=364)
# Thirteen of each weekday at least, and a year of them at most: more days than that are not told apart on a screen.
TREND_DAYS, MOST_TREND_DAYS = 91, 364
TREND_MONTHS, MOST_TREND_MONTHS = 24, 36
_MONTHS_OF = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Span:
    """Inclusive local days; None on both ends is the whole history, records without a date included."""

    start: date | None
    end: date | None

    def words(self) -> str:
        """As a person writes it: 3 Jun – 30 Jun 2026; one day is no span."""
        if self.start is None or self.end is None:
            return "whole history"
        if self.start == self.end:
            return day(self.end)
        first = day_of_year(self.start) if self.start.year == self.end.year else day(self.start)
        return f"{first} – {day(self.end)}"


@dataclass(frozen=True)
class Periods:
    """The days shown, the days compared with (None: nothing), and the whole weeks of the trend."""

    shown: Span
    compared: Span | None
    trend: Span
    is_cut_off: bool = False
    """Whether nothing is compared because the data begin later than the period to compare with."""


def last_day(generation: dict[str, object]) -> date:
    """The last whole local day of data, by which pages count back; today would show empty days.

    It is the day of the newest record, but never the day of the build itself, which had not ended.
    """
    zone = ZoneInfo(str(generation.get("time_zone") or "UTC"))
    newest, built = (_local_day(generation.get(moment), zone) for moment in ("data_as_of", "built_at"))
    yesterday = (built or date.today()) - timedelta(days=1)
    return min(newest, yesterday) if newest else yesterday


def first_day(generation: dict[str, object]) -> date | None:
    """The local day of the oldest record; None where the generation does not say."""
    return _local_day(generation.get("data_from"), ZoneInfo(str(generation.get("time_zone") or "UTC")))


def _local_day(moment: object, zone: ZoneInfo) -> date | None:
    return datetime.fromisoformat(moment).astimezone(zone).date() if isinstance(moment, str) else None


def periods_of(state: ViewState, generation: dict[str, object]) -> Periods:
    """The periods that a page of this generation shows."""
    return periods(state, last_day(generation), first_day(generation))


def periods(state: ViewState, newest: date, oldest: date | None = None) -> Periods:
    """Shown, compared and trend spans. A comparison goes back by whole weeks, so it never mixes weekdays.

    With a period that begins before the oldest data nothing is compared: half a year against one is no change.
    """
    if state.period == CUSTOM:
        shown = Span(state.start, state.end)
    elif state.period in PERIODS:
        shown = Span(newest - timedelta(days=PERIODS[state.period] - 1), newest)
    else:
        return Periods(Span(None, None), None, _whole_weeks(newest))
    compared = _compared(shown, state.compare)
    is_whole = oldest is None or (compared.start is not None and compared.start >= oldest)
    weeks = _whole_weeks(shown.end or newest, shown.start)
    return Periods(shown, compared if is_whole else None, weeks, is_cut_off=not is_whole)


def _compared(shown: Span, compare: str) -> Span:
    assert shown.start is not None
    assert shown.end is not None
    # Of days that are no whole weeks, such as a month, the nearest earlier ones with the same weekdays.
    weeks = (shown.end - shown.start) // timedelta(weeks=1) + 1
    back = YEAR_OF_WEEKS if compare == "year" else timedelta(weeks=weeks)
    return Span(shown.start - back, shown.end - back)


def _whole_weeks(end: date, start: date | None = None) -> Span:
    sunday = end - timedelta(days=(end.weekday() + 1) % 7)
    shown = -(-(sunday - start).days // 7) if start else 0
    weeks = min(max(TREND_WEEKS, shown + WEEKS_BEFORE), MOST_TREND_WEEKS)
    return Span(sunday - timedelta(weeks=weeks) + timedelta(days=1), sunday)


def last_of(grain: str, first: date) -> date:
    """The last day of the day, week, month or quarter that begins on a day."""
    if grain in _MONTHS_OF:
        last = first.month + _MONTHS_OF[grain] - 1
        return date(first.year, last, monthrange(first.year, last)[1])
    return first + timedelta(days=6 if grain == "week" else 0)


def days_of_trend(shown: Span, newest: date) -> list[date]:
    """The days up to the end of the period that a trend shows, the newest day at the latest."""
    end = min(shown.end or newest, newest)
    days = min(max(TREND_DAYS, (end - shown.start).days + 1 if shown.start else 0), MOST_TREND_DAYS)
    return [end - timedelta(days=back) for back in reversed(range(days))]


def months_of_trend(shown: Span, newest: date, oldest: date | None = None) -> list[date]:
    """The first days of the months that a trend shows: those that the data cover whole, up to the end of the period."""
    after = _months(min(shown.end or newest, newest) + timedelta(days=1))
    # A month that the data begin within is not whole.
    earliest = _months(oldest) + (oldest.day > 1) if oldest else 0
    wanted = after - _months(shown.start) if shown.start else 0
    count = min(max(TREND_MONTHS, wanted), MOST_TREND_MONTHS)
    return [date(month // 12, month % 12 + 1, 1) for month in range(max(after - count, earliest), after)]


def _months(day: date) -> int:
    """The month of a day, counted from the year nought."""
    return 12 * day.year + day.month - 1
