"""How many people contact the department on which day and channel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ingest.simulate.model import Floats, Ints, Model, vector
from ingest.simulate.randomness import Randomness
from ingest.simulate.vocabulary import CHANNELS, PHONE
from ingest.simulate.work_calendar import WorkCalendar

_ALL_DAYS = (1.15, 1.1, 1.05, 1.0, 0.95, 0.6, 0.5)
_OPEN_DAYS = (1.20, 1.08, 1.02, 1.0, 0.98, 0.55, 0.0)
_OFFICE_DAYS = (1.2, 1.05, 1.0, 1.0, 0.95, 0.0, 0.0)
_WEEK = {
    "phone": _OPEN_DAYS, "email": _ALL_DAYS, "chat": _OPEN_DAYS, "messaging": _ALL_DAYS,
    "web_form": _ALL_DAYS, "fax": _OFFICE_DAYS, "post": _OFFICE_DAYS, "in_person": _OPEN_DAYS,
}  # fmt: skip
_DAILY_SPREAD = 0.05
_CUSTOMERS_PER_CONTACT = 0.55


@dataclass(frozen=True)
class Demand:
    """Contacts per day and channel of the whole simulation, and how far each day lies above plan."""

    counts: Ints
    load: Floats
    """Volume of a day against what the staffing plan expects of that weekday (1 = as planned)."""
    in_outage: Ints
    in_shipment_problem: Ints
    customers: int


def draw_demand(randomness: Randomness, calendar: WorkCalendar, model: Model, contacts: int) -> Demand:
    """Spread exactly `contacts` contacts over days and channels."""
    rng = randomness.generator("demand")
    span = slice(0, calendar.day_count)
    outage, problem = calendar.days_of(calendar.phone_outage), calendar.days_of(calendar.shipment_problem)
    noise = np.exp(_DAILY_SPREAD * rng.standard_normal(calendar.day_count))
    # The plan follows growth in good time but meets only half of every other peak.
    surprise = _season(calendar) * noise * (1 + 0.2 * model.shipment_volume * problem[span])
    growth = (1 + model.growth_per_year) ** (np.arange(calendar.day_count) / 365.25)
    week = np.array([_WEEK[channel] for channel in CHANNELS]).T[calendar.weekdays[span]]
    per_week = np.array([sum(_WEEK[channel]) for channel in CHANNELS])
    weight = vector(model.channel_share) / per_week * week * (growth * surprise)[:, None]
    weight *= 1 + 0.12 * outage[span, None] * (np.arange(len(CHANNELS)) == PHONE)
    counts = rng.multinomial(contacts, (weight / weight.sum()).ravel()).reshape(weight.shape)
    return Demand(
        counts=counts.astype(np.int64),
        load=np.sqrt(surprise),
        in_outage=outage,
        in_shipment_problem=problem,
        customers=max(int(contacts * _CUSTOMERS_PER_CONTACT), 50),
    )


def _season(calendar: WorkCalendar) -> Floats:
    # Christmas orders ask before the day, returns and bills after it; August is quiet.
    values = np.ones(calendar.day_count)
    for index, day in enumerate(calendar.dates[: calendar.day_count]):
        if (day.month, day.day) >= (11, 24):
            peak = 24 if day.month == 12 else -6
            values[index] = 1.12 + 0.30 * math.exp(-(((day.day - peak) / 9) ** 2)) * (day.month == 12)
        elif day.month == 1 and day.day <= 20:
            values[index] = 1.14
        elif day.month == 8:
            values[index] = 0.92
    return values
