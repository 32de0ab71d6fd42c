"""What a simulation leaves behind: the report, and the truth that no loader sees."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from ingest.simulate.department import Department
from ingest.simulate.model import (
    CHANNEL_PREFERENCE_SPREAD,
    EFFECT_SPREAD,
    LATENESS_SPREAD_SECONDS,
    TOPIC_PREFERENCE_SPREAD,
    Ints,
    Model,
)
from ingest.simulate.vocabulary import CHANNELS, TEAMS, TOPICS
from ingest.simulate.work_calendar import TIME_ZONE, Incident, WorkCalendar


@dataclass
class SimulationReport:
    """Where the files are and what is in them."""

    folder: Path
    truth: Path
    sources_toml: Path
    """Settings to load the files with: `evenhand load --config`."""
    contacts: int
    first_day: date
    last_day: date
    incidents: tuple[Incident, ...]
    files: list[Path] = field(default_factory=list)
    records: Counter[str] = field(default_factory=Counter)
    """Records written per raw table, repeated versions included, broken ones too."""
    dirty: Counter[str] = field(default_factory=Counter)
    """Records per raw table that a loader must reject, and `duplicate_files`."""


def write_truth(
    report: SimulationReport,
    *,
    department: Department,
    calendar: WorkCalendar,
    model: Model,
    settings: dict[str, float],
    handled: Ints,
) -> Path:
    """Write truth.json: coefficients, incidents, every rep's true effects and mix."""
    reps = [
        {
            "agent": department.agents[rep],
            "effects": {name: round(float(values[rep]), 9) for name, values in department.effects.items()},
            "lateness_seconds": round(float(department.lateness[rep]), 6),
            "teams": [
                {"team": TEAMS[team], "valid_from": str(joined), "valid_to": str(left) if left else None}
                for number, team, joined, left in department.memberships.rows()
                if number == rep
            ],
            "contacts_by_topic": dict(zip(TOPICS, handled[rep].sum(axis=1).tolist(), strict=True)),
            "contacts_by_channel": dict(zip(CHANNELS, handled[rep].sum(axis=0).tolist(), strict=True)),
        }
        for rep in range(len(department.agents))
    ]
    truth = {
        "settings": settings,
        "first_day": str(calendar.first_day),
        "last_day": str(calendar.last_day),
        "time_zone": TIME_ZONE,
        "incidents": {i.name: {"first_day": str(i.first_day), "last_day": str(i.last_day)} for i in report.incidents},
        "model": asdict(model),
        "effect_spread": EFFECT_SPREAD,
        "lateness_spread_seconds": LATENESS_SPREAD_SECONDS,
        "topic_preference_spread": TOPIC_PREFERENCE_SPREAD,
        "channel_preference_spread": CHANNEL_PREFERENCE_SPREAD,
        "reps": reps,
        "records": dict(sorted(report.records.items())),
        "dirty": dict(sorted(report.dirty.items())),
    }
    path = report.truth / "truth.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(truth, indent=1) + "\n")
    return path


def count_handled(reps: Ints, topics: Ints, channels: Ints, rep_count: int) -> Ints:
    """Contacts per rep, topic and channel."""
    counts = np.zeros((rep_count, len(TOPICS), len(CHANNELS)), dtype=np.int64)
    np.add.at(counts, (reps, topics, channels), 1)
    return counts
