"""Who contacts the department, when, on which channel and about what."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.simulate.model import Floats, Ints, Model, draw_rows, vector
from ingest.simulate.randomness import Randomness
from ingest.simulate.vocabulary import CHANNELS, PHONE, RETURNS, SHIPMENT, TEAMS
from ingest.simulate.work_calendar import Month, WorkCalendar

_ALL_DAYS = (1.15, 1.1, 1.05, 1.0, 0.95, 0.6, 0.5)
_OPEN_DAYS = (1.20, 1.08, 1.02, 1.0, 0.98, 0.55, 0.0)
_OFFICE_DAYS = (1.2, 1.05, 1.0, 1.0, 0.95, 0.0, 0.0)
_WEEK = {
    "phone": _OPEN_DAYS, "email": _ALL_DAYS, "chat": _OPEN_DAYS, "messaging": _ALL_DAYS,
    "web_form": _ALL_DAYS, "fax": _OFFICE_DAYS, "post": _OFFICE_DAYS, "in_person": _OPEN_DAYS,
}  # fmt: skip
_OPEN_HOURS = (0,) * 8 + (5, 9, 11, 11, 8, 8, 9, 9, 9, 8, 7, 5) + (0,) * 4
_ANY_HOUR = (1, 0.6, 0.4, 0.3, 0.3, 0.5, 1, 2.5, 5, 7, 8, 8, 7, 7, 7, 7, 7, 7, 6.5, 6, 5.5, 4.5, 3, 2)
_MAIL_HOURS = (0,) * 8 + (2, 8, 6, 3, 2, 2, 1, 1) + (0,) * 8
_HOURS = {
    "phone": _OPEN_HOURS, "email": _ANY_HOUR, "chat": _OPEN_HOURS, "messaging": _ANY_HOUR,
    "web_form": _ANY_HOUR, "fax": _MAIL_HOURS, "post": _MAIL_HOURS, "in_person": _OPEN_HOURS,
}  # fmt: skip
_ROUTING = {
    # shares of a topic over the teams: Billing, Technical, Orders & returns, Accounts, Retention, Escalations
    "billing": (0.85, 0.0, 0.0, 0.05, 0.10, 0.0),
    "shipment": (0.0, 0.0, 0.94, 0.0, 0.06, 0.0),
    "hours": (0.0, 0.0, 0.0, 0.5, 0.5, 0.0),
    "returns": (0.0, 0.0, 0.95, 0.0, 0.05, 0.0),
    "technical": (0.0, 0.96, 0.0, 0.04, 0.0, 0.0),
    "account": (0.05, 0.0, 0.0, 0.65, 0.30, 0.0),
}
_DAILY_SPREAD = 0.05
_CUSTOMERS_PER_CONTACT = 0.55
_RESERVED_NUMBERS = 10_000


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


def draw_arrivals(
    randomness: Randomness, calendar: WorkCalendar, model: Model, demand: Demand, month: Month
) -> pl.DataFrame:
    """One row per contact of a month in order of time, vocabulary as numbers."""
    rng = randomness.generator("arrivals", month.index)
    counts = demand.counts[month.days]
    channel = np.tile(np.arange(len(CHANNELS)), len(month.days)).repeat(counts.ravel())
    day = month.days.repeat(counts.sum(axis=1))
    hours = np.array([_HOURS[word] for word in CHANNELS], dtype=np.float64)
    hour = draw_rows(rng, hours, channel)
    at = calendar.midnights[day] + hour * 3600 + rng.integers(0, 3600, len(day))
    order = np.lexsort((channel, at))
    at, day, channel = at[order], day[order], channel[order]
    problem = demand.in_shipment_problem[day]
    customer, earlier = _draw_customers(rng, demand, model, len(at), len(month.days))
    topic = draw_rows(rng, _topic_shares(model), channel + len(CHANNELS) * problem)
    topic = np.where(rng.random(len(at)) < 0.8, topic[earlier], topic)
    home = draw_rows(rng, np.array([_ROUTING[word] for word in _ROUTING]), topic)
    misrouted = rng.random(len(at)) < model.misroute_chance
    stray = (home + rng.integers(1, len(TEAMS) - 1, len(at))) % (len(TEAMS) - 1)
    return pl.DataFrame(
        {
            "at": at,
            "day": day,
            "channel": channel,
            "topic": topic,
            "priority": draw_rows(rng, vector(model.priority_share)[None, :], np.zeros(len(at), dtype=np.int64)),
            "customer": customer,
            "home_team": home,
            "team": np.where(misrouted, stray, home),
            "in_problem": problem * ((topic == SHIPMENT) | (topic == RETURNS)),
            "in_outage": demand.in_outage[day],
        }
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


def _topic_shares(model: Model) -> Floats:
    """Topic shares per channel, first on normal days, then during the shipment problem."""
    base = vector(model.topic_share)
    tilt = np.ones((len(CHANNELS), len(base)))
    tilt[PHONE] = (1.05, 0.95, 1.3, 0.85, 1.1, 0.95)
    tilt[CHANNELS.index("chat")] = (0.8, 1.25, 1.3, 1.0, 1.0, 0.9)
    tilt[CHANNELS.index("web_form")] = (1.0, 1.0, 0.3, 1.5, 1.0, 1.1)
    tilt[CHANNELS.index("post")] = (1.6, 0.3, 0.05, 1.2, 0.3, 1.8)
    problem = tilt.copy()
    problem[:, SHIPMENT] *= 1 + 2.5 * model.shipment_volume
    return np.vstack([tilt, problem]) * base


def _draw_customers(rng: np.random.Generator, demand: Demand, model: Model, size: int, days: int) -> tuple[Ints, Ints]:
    """Customer numbers and, for every contact, the contact it repeats (itself if none)."""
    own = np.arange(size)
    customer = (demand.customers * rng.random(size) ** 1.5).astype(np.int64)
    week = max(size * 7 // days, 2)
    back = rng.integers(1, week, size)
    repeats = (rng.random(size) < model.repeat_chance) & (back <= own)
    earlier = np.where(repeats, own - back, own)
    return customer[earlier] + _RESERVED_NUMBERS, earlier
