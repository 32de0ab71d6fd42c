"""Days, months, opening hours and incidents of the simulated department."""

from __future__ import annotations

import calendar as month_calendar
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from ingest.simulate.holidays import national_holidays
from ingest.simulate.model import Ints

TIME_ZONE = "Europe/Berlin"
OPENS_HOUR, CLOSES_HOUR = 8, 20
SUNDAY = 6
_WORKDAY_SECONDS = (CLOSES_HOUR - OPENS_HOUR) * 3600
_SPAN_MONTHS = 18
_LOOKAHEAD_DAYS = 800


@dataclass(frozen=True)
class Month:
    """One calendar month of the simulation, or a part of it; instants are epoch seconds, half-open."""

    index: int
    name: str
    first_day: date
    days: Ints
    starts_at: int
    ends_at: int


@dataclass(frozen=True)
class Incident:
    """A time in which service is really worse; both days belong to it."""

    name: str
    first_day: date
    last_day: date


class WorkCalendar:
    """Maps days and working seconds to instants; the department works Monday to Saturday but for holidays.

    `exports_per_month` above 1 cuts months into parts, for departments whose month would not fit into memory.
    """

    def __init__(self, end: date, exports_per_month: int = 1) -> None:
        self.first_day = _months_before(end + timedelta(days=1), _SPAN_MONTHS)
        self.last_day = end
        self.day_count = (end - self.first_day).days + 1
        self.dates = [self.first_day + timedelta(days=n) for n in range(self.day_count + _LOOKAHEAD_DAYS)]
        self.midnights: Ints = np.array([_local_midnight(day) for day in self.dates], dtype=np.int64)
        self.holidays = national_holidays(self.first_day.year - 1, self.dates[-1].year)
        # A holiday is a Sunday to everybody.
        self.weekdays: Ints = np.array(
            [SUNDAY if day in self.holidays else day.weekday() for day in self.dates], dtype=np.int64
        )
        self._opens: Ints = self.midnights[self.weekdays < SUNDAY] + OPENS_HOUR * 3600
        self.ends_at = int(self.midnights[self.day_count])
        self.months = self._split_months(exports_per_month)
        self.phone_outage = Incident("phone_outage", end - timedelta(days=295), end - timedelta(days=295 - 17))
        self.shipment_problem = Incident("shipment_problem", end - timedelta(days=120), end - timedelta(days=120 - 19))

    def to_work(self, at: Ints) -> Ints:
        """Working seconds since the first opening, for epoch seconds."""
        day = np.searchsorted(self._opens, at, side="right") - 1
        inside = np.clip(at - self._opens[np.maximum(day, 0)], 0, _WORKDAY_SECONDS)
        return np.where(day < 0, 0, day * _WORKDAY_SECONDS + inside).astype(np.int64)

    def from_work(self, seconds: Ints) -> Ints:
        """Epoch seconds of working seconds; what lies beyond the known days happens on the last of them."""
        day = np.minimum(seconds // _WORKDAY_SECONDS, len(self._opens) - 1)
        return (self._opens[day] + seconds % _WORKDAY_SECONDS).astype(np.int64)

    def day_of(self, at: Ints) -> Ints:
        """Day number of epoch seconds."""
        return (np.searchsorted(self.midnights, at, side="right") - 1).astype(np.int64)

    def epoch(self, day: date, hour: float = 0.0) -> int:
        """Epoch second of a local hour of a day, also outside the simulated span."""
        return _local_midnight(day) + int(hour * 3600)

    def days_of(self, incident: Incident) -> Ints:
        """1 for every simulated and later day that belongs to the incident, else 0."""
        inside = [incident.first_day <= day <= incident.last_day for day in self.dates]
        return np.array(inside, dtype=np.int64)

    def _split_months(self, parts: int) -> tuple[Month, ...]:
        length = math.ceil(31 / parts)
        starts = [n for n in range(self.day_count) if n == 0 or (self.dates[n].day - 1) % length == 0]
        ends = [*starts[1:], self.day_count]
        return tuple(
            Month(
                index=index,
                name=f"{self.dates[first]:{'%Y-%m' if parts == 1 else '%Y-%m-%d'}}",
                first_day=self.dates[first],
                days=np.arange(first, last, dtype=np.int64),
                starts_at=int(self.midnights[first]),
                ends_at=int(self.midnights[last]),
            )
            for index, (first, last) in enumerate(zip(starts, ends, strict=True))
        )


def _local_midnight(day: date) -> int:
    # The offset at noon serves the whole day, so no local second is missing or doubled when clocks change.
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(TIME_ZONE))
    return int(noon.astimezone(UTC).timestamp()) - 12 * 3600


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = month_calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
