"""Who is on duty when: early and late shifts, days off, breaks and meetings, half hour by half hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.simulate.model import Bools, Ints
from ingest.simulate.work_calendar import CLOSES_HOUR, OPENS_HOUR, SUNDAY, Month, WorkCalendar

SLOT_SECONDS = 1800
_SLOTS = (CLOSES_HOUR - OPENS_HOUR) * 3600 // SLOT_SECONDS
_SHIFT_SLOTS = 17
OFF, EARLY, LATE = -1, 0, 1
_BEGINS = np.array([0, _SLOTS - _SHIFT_SLOTS])
# Each shift breaks and meets while the other one is there, so that no team is ever without anybody.
_BREAKS_FROM = np.array([7, 13])
_BREAK_PLACES = 4
_MEETS = np.array([12, 11])
_MEETING_WEEKDAY = 2
NONE = -1


@dataclass(frozen=True)
class DutyPlan:
    """One month's plan; arrays count reps, then days of the month. Slots are half hours since the doors opened."""

    days: Ints
    opens_at: Ints
    """Epoch second of opening of every day."""
    team: Ints
    """Team of each rep, NONE for those who do not work here this month."""
    begins: Ints
    """First slot of a rep's day, NONE on a day off."""
    break_slot: Ints
    meeting_slot: Ints
    on_duty: Bools
    """Reps x days x slots in which a rep takes calls and chats."""

    @property
    def ends(self) -> Ints:
        """The slot after the last of a rep's day, where there is one."""
        return self.begins + _SHIFT_SLOTS

    def free_at(self, members: Ints, at: Ints) -> Bools:
        """Instants x members: who could take what comes in at these epoch seconds."""
        day, slot = self._place(at)
        return np.asarray(self.on_duty[members][:, day, slot].T)

    def is_free(self, rep: Ints, at: Ints) -> Bools:
        """Whether each rep is on duty at the epoch second beside it."""
        return np.asarray(self.on_duty[(rep, *self._place(at))])

    def _place(self, at: Ints) -> tuple[Ints, Ints]:
        day = np.clip(np.searchsorted(self.opens_at, at, side="right") - 1, 0, len(self.days) - 1)
        return day, np.clip((at - self.opens_at[day]) // SLOT_SECONDS, 0, _SLOTS - 1)


def plan_duty(members: tuple[Ints, ...], rep_count: int, calendar: WorkCalendar, month: Month) -> DutyPlan:
    """Shifts that change weekly, one working day off a week, and a break that is not everybody's at once."""
    size = (rep_count, len(month.days))
    begins, breaks, meetings = (np.full(size, NONE, dtype=np.int64) for _ in range(3))
    team = np.full(rep_count, NONE, dtype=np.int64)
    weekday = calendar.weekdays[month.days]
    week = np.array([calendar.dates[day].toordinal() // 7 for day in month.days], dtype=np.int64)
    for number, reps in enumerate(members):
        team[reps] = number
        place = np.arange(len(reps))[:, None]
        shift, rank = (place + week) % 2, np.broadcast_to(place // 2, (len(reps), len(week)))
        companions = np.array([(shift == kind).sum(axis=0) for kind in (EARLY, LATE)])
        has_companion = np.take_along_axis(companions, shift, axis=0) > 1
        works = (weekday < SUNDAY) & ~(has_companion & (weekday == rank % SUNDAY))
        begins[reps] = np.where(works, _BEGINS[shift], NONE)
        breaks[reps] = np.where(works, _BREAKS_FROM[shift] + rank % _BREAK_PLACES, NONE)
        meetings[reps] = np.where(works & (weekday == _MEETING_WEEKDAY), _MEETS[shift], NONE)
    slot = np.arange(_SLOTS)
    start = begins[:, :, None]
    on_duty = (start != NONE) & (slot >= start) & (slot < start + _SHIFT_SLOTS)
    on_duty &= (slot != breaks[:, :, None]) & (slot != meetings[:, :, None])
    opens_at = calendar.midnights[month.days] + OPENS_HOUR * 3600
    return DutyPlan(month.days, opens_at, team, begins, breaks, meetings, on_duty)
