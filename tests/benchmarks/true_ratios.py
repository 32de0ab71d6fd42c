"""The truth that a comparison of reps has to find: each rep against the department in the same cases.

The simulator draws every rep's effects and writes them down. What a record comes to on average when it is handled with
them is put in the place of what happened, and goes through the same adjustment for case mix; the ratio that comes out
has no chance in it. Where an effect enters a metric only in part, no true ratio is stated: then
the metric is judged by correlation with the effect alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ingest.simulate.arrivals import _ROUTING
from ingest.simulate.model import Model
from ingest.simulate.vocabulary import ESCALATIONS, TEAMS, TOPICS

Floats = NDArray[np.float64]
MODEL = Model()
CHATS = ("chat", "messaging")
REOPENINGS_THAT_REPEAT = 0.65
"""Share of reopenings within the window of the first contact, and of a case that the same rep had solved: measured."""


@dataclass(frozen=True)
class Truth:
    """How true effects enter a metric."""

    effect: str
    """The one it is there to show, by its name in truth.json; empty where no rep differs from another."""
    sign: int
    """What more of the effect does to the metric."""
    outcome: Callable[[pl.DataFrame, Floats], Floats] | None
    """What each record comes to on average, from the records, with a column per effect, and what the reps of the
    department have on average; for durations the logarithm less its expectation."""
    note: str


def _logit(effect: str) -> Callable[[pl.DataFrame, Floats], Floats]:
    def outcome(records: pl.DataFrame, expected: Floats) -> Floats:
        share = np.clip(expected, 1e-9, 1 - 1e-9)
        return _chance(np.log(share / (1 - share)) + records[effect].to_numpy())

    return outcome


def _log(effect: str) -> Callable[[pl.DataFrame, Floats], Floats]:
    return lambda records, _expected: records[effect].to_numpy()


def _unmoved(records: pl.DataFrame, expected: Floats) -> Floats:
    return expected


def _transferred(records: pl.DataFrame, expected: Floats) -> Floats:
    """Calls that came to the wrong team are passed on by half, whoever takes them; some chats go to an expert."""
    effect = records["transfer"].to_numpy()
    before, after = (_transfer_chance(records, size) for size in (np.zeros(len(effect)), effect))
    return np.asarray(expected * after / before)


def _transfer_chance(records: pl.DataFrame, effect: Floats) -> Floats:
    logit = MODEL.transfer_intercept + 0.4 * (records["topic"].to_numpy() == "technical") + effect
    astray = _astray(records)
    called = (1 - astray) * _chance(logit) + astray * _chance(logit + MODEL.transfer_misrouted)
    messaging = records["channel"].to_numpy() == "messaging"
    to_expert = _chance(MODEL.escalation_intercept + 0.35 + 0.6 * messaging)
    chatted = to_expert + (1 - to_expert) * _chance(-2.6 + effect)
    return np.where(records["channel"].is_in(CHATS).to_numpy(), chatted, called)


def _astray(records: pl.DataFrame) -> Floats:
    """The chance that a contact reached a team that it was not meant for, from its team and topic."""
    teams = np.array([TEAMS.index(team) if team in TEAMS else ESCALATIONS for team in records["team"]])
    shares = np.array([*(_ROUTING[topic] for topic in TOPICS), np.mean(list(_ROUTING.values()), axis=0)])
    topics = np.array([TOPICS.index(topic) if topic in TOPICS else len(TOPICS) for topic in records["topic"]])
    meant = shares[topics, teams]
    strays = MODEL.misroute_chance * (1 - meant) / (len(TEAMS) - 2)
    return np.where(teams == ESCALATIONS, 0.0, strays / (strays + (1 - MODEL.misroute_chance) * meant + 1e-12))


def _repeated(records: pl.DataFrame, expected: Floats) -> Floats:
    """Who is not helped comes back more often than who is, and so does whose case was not solved for good.

    Others come back whatever the rep does.
    """
    logit = np.array([MODEL.help_intercept + MODEL.help_topic.get(topic, 0.0) for topic in records["topic"]])
    astray, effect = _astray(records), records["resolution"].to_numpy()

    def helped(by: Floats | float) -> Floats:
        return np.asarray((1 - astray) * _chance(logit + by) + astray * _chance(logit + MODEL.help_misrouted + by))

    # About one later contact draws each contact as the one that it may follow; which do follow is a Poisson number.
    returns = np.exp(-MODEL.return_chance_if_helped) - np.exp(-MODEL.return_chance_if_not)
    base = MODEL.reopen_intercept + MODEL.reopen_technical * (records["topic"].to_numpy() == "technical")
    reopened = _chance(base + records["reopen"].to_numpy()) - _chance(base)
    others = (1 - expected) * REOPENINGS_THAT_REPEAT * reopened
    return np.asarray(expected - returns * (helped(effect) - helped(0.0)) + others)


def _chance(logit: Floats | float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.asarray(logit, dtype=np.float64))))


_PART = "the effect enters in part; no true ratio is stated"
TRUTHS = {
    "average_handle_time": Truth("handle_time", 1, _log("handle_time"), "all of it scales"),
    "transfer_rate": Truth("transfer", 1, _transferred, "misrouted calls and escalated chats scale less"),
    "reopen_rate": Truth("reopen", 1, _logit("reopen"), ""),
    "csat": Truth("csat", 1, _logit("csat"), ""),
    "upsell_conversion": Truth("conversion", 1, _logit("conversion"), ""),
    "repeat_contact_rate": Truth(
        "resolution", -1, _repeated, "who is helped returns less, whose case reopens returns, others return anyway"
    ),
    "resolution_time_median": Truth("resolution_time", 1, None, _PART),
    "first_response_time_median": Truth("resolution_time", 1, None, f"{_PART}: half of it, in writing"),
    "escalation_rate": Truth("", 0, None, "what is slow is also escalated more; no true ratio is stated"),
    "survey_offer_rate": Truth("", 0, _unmoved, "reps do not differ"),
    "offer_rate": Truth("", 0, _unmoved, "reps do not differ"),
    "upsell_return_rate": Truth("", 0, _unmoved, "reps do not differ"),
    "compensation_rate": Truth("", 0, _unmoved, "reps do not differ"),
    "wrongful_refusal_rate": Truth("", 0, _unmoved, "reps do not differ"),
}


def effects(folder: Path) -> pl.DataFrame:
    """Every rep's true effects: agent, effect, size."""
    reps = json.loads((folder / "truth.json").read_text())["reps"]
    rows = [(rep["agent"], name, size) for rep in reps for name, size in rep["effects"].items()]
    return pl.DataFrame(rows, schema={"agent": pl.String, "effect": pl.String, "size": pl.Float64}, orient="row")
