"""What every part of a month needs to know: people, calendar, coefficients and its own random stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.simulate.demand import Demand
from ingest.simulate.department import Department, Roster
from ingest.simulate.model import Floats, Ints, Model
from ingest.simulate.work_calendar import WorkCalendar

HOUR, DAY = 3600, 86400


@dataclass(frozen=True)
class MonthWork:
    """One part of one month."""

    rng: np.random.Generator
    calendar: WorkCalendar
    demand: Demand
    department: Department
    roster: Roster
    model: Model

    def after_work(self, at: Ints, hours: Floats) -> Ints:
        """The instant a number of working hours later."""
        return self.calendar.from_work(self.calendar.to_work(at) + (hours * HOUR).astype(np.int64))
