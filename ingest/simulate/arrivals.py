"""Who contacts the department, when, on which channel and about what, and who takes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.simulate.model import Bools, Floats, Ints, Model, chance, draw_rows, vector
from ingest.simulate.month_work import MonthWork
from ingest.simulate.vocabulary import CHANNELS, CHAT, IN_PERSON, PHONE, RETURNS, SHIPMENT, TEAMS
from ingest.simulate.work_calendar import Month

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
_RESERVED_NUMBERS = 10_000
_EPISODES_PER_MONTH = 10_000_000


def draw_arrivals(work: MonthWork, month: Month) -> pl.DataFrame:
    """One row per contact of a month in order of time, vocabulary as numbers."""
    rng, calendar, model, demand = work.rng, work.calendar, work.model, work.demand
    counts = demand.counts[month.days]
    channel = np.tile(np.arange(len(CHANNELS)), len(month.days)).repeat(counts.ravel())
    day = month.days.repeat(counts.sum(axis=1))
    hours = np.array([_HOURS[word] for word in CHANNELS], dtype=np.float64)
    at = calendar.midnights[day] + draw_rows(rng, hours, channel) * 3600 + rng.integers(0, 3600, len(day))
    order = np.lexsort((channel, at))
    at, day, channel = at[order], day[order], channel[order]
    problem = demand.in_shipment_problem[day]
    topic = draw_rows(rng, _topic_shares(model), channel + len(CHANNELS) * problem)
    customer = (demand.customers * rng.random(len(at)) ** 1.5).astype(np.int64) + _RESERVED_NUMBERS
    contacts = _Contacts(at, channel, topic, customer)
    _settle(work, contacts, max(len(at) * 7 // len(month.days), 2))
    return pl.DataFrame(
        {
            "at": at,
            "day": day,
            "channel": channel,
            "topic": contacts.topic,
            "priority": draw_rows(rng, vector(model.priority_share)[None, :], np.zeros(len(at), dtype=np.int64)),
            "customer": contacts.customer,
            "home_team": contacts.home,
            "team": contacts.team,
            "rep": contacts.rep,
            "is_helped": contacts.is_helped,
            "episode": contacts.episode + month.index * _EPISODES_PER_MONTH,
            "in_problem": problem * ((contacts.topic == SHIPMENT) | (contacts.topic == RETURNS)),
            "in_outage": demand.in_outage[day],
        }
    )


@dataclass
class _Contacts:
    """What becomes known of a month's contacts, one after the other."""

    at: Ints
    channel: Ints
    topic: Ints
    customer: Ints

    def __post_init__(self) -> None:
        zeros = np.zeros(len(self.at), dtype=np.int64)
        self.home, self.team, self.rep, self.episode = zeros, zeros.copy(), zeros.copy(), np.arange(len(self.at))
        self.is_helped: Bools = np.zeros(len(self.at), dtype=bool)


def _settle(work: MonthWork, contacts: _Contacts, week: int) -> None:
    """Give contacts their people; who was not helped is likelier to be the one who comes back within a week.

    A contact can only be settled after the one that it may follow, so this goes from link to link of such chains.
    """
    rng, model, size = work.rng, work.model, len(contacts.at)
    own = np.arange(size)
    # Who comes back comes soon.
    back = 1 + (week * rng.random(size) ** 2.5).astype(np.int64)
    luck = rng.random(size) / model.return_chance_if_not
    before = np.where((luck < 1) & (back <= own), own - back, own)
    keeps_topic = rng.random(size) < model.same_topic_chance
    settled = np.zeros(size, dtype=bool)
    chance_if_helped = model.return_chance_if_helped / model.return_chance_if_not
    while not settled.all():
        ready = np.flatnonzero(~settled & ((before == own) | settled[before]))
        earlier = before[ready]
        returns = (earlier != ready) & ((luck[ready] < chance_if_helped) | ~contacts.is_helped[earlier])
        same = returns & keeps_topic[ready]
        contacts.customer[ready] = np.where(returns, contacts.customer[earlier], contacts.customer[ready])
        contacts.topic[ready] = np.where(same, contacts.topic[earlier], contacts.topic[ready])
        contacts.episode[ready] = np.where(same, contacts.episode[earlier], ready)
        _hand_out(work, contacts, ready)
        settled[ready] = True


def _hand_out(work: MonthWork, contacts: _Contacts, rows: Ints) -> None:
    """Route some contacts to teams and reps, and decide whether the customer's matter is settled for good."""
    rng, model = work.rng, work.model
    topic, channel, at = contacts.topic[rows], contacts.channel[rows], contacts.at[rows]
    home = draw_rows(rng, np.array([_ROUTING[word] for word in _ROUTING]), topic)
    misrouted = rng.random(len(rows)) < model.misroute_chance
    stray = (home + rng.integers(1, len(TEAMS) - 1, len(rows))) % (len(TEAMS) - 1)
    team = np.where(misrouted, stray, home)
    # Mail that comes at night is for those who begin in the morning.
    at_work = np.where(
        np.isin(channel, (PHONE, CHAT, IN_PERSON)), at, work.calendar.from_work(work.calendar.to_work(at))
    )
    rep = work.roster.pick(rng, team, topic, channel, at=at_work)
    logit = model.help_intercept + vector(model.help_topic)[topic] + model.help_misrouted * misrouted
    logit = logit + work.department.effects["resolution"][rep]
    contacts.home[rows], contacts.team[rows], contacts.rep[rows] = home, team, rep
    contacts.is_helped[rows] = rng.random(len(rows)) < chance(logit)


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
