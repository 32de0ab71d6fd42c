"""Working days as planned, and as the telephone system saw them: signing on late, breaks that a call delays."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.simulate.department import Department
from ingest.simulate.duty import NONE, SLOT_SECONDS, DutyPlan
from ingest.simulate.identities import lookup
from ingest.simulate.vocabulary import NEVER
from ingest.simulate.writers import Parts, glue, iso

HEADER = "agent,starts_at,ends_at,activity,is_paid"
_NOISE_SECONDS = 70.0
_SHORTEST_PAUSE_SECONDS = 60


def planned_shifts(plan: DutyPlan) -> pl.DataFrame:
    """One row per rep and working day: when it begins and ends, its break, its meeting (NEVER without one)."""
    rep, day = np.nonzero(plan.begins != NONE)

    def instant(slots: np.ndarray) -> pl.Series:
        slot = slots[rep, day]
        return pl.Series(np.where(slot == NONE, NEVER, plan.opens_at[day] + slot * SLOT_SECONDS))

    return pl.DataFrame({"rep": rep, "day": plan.days[day], "team": plan.team[rep]}).with_columns(
        starts_at=instant(plan.begins),
        ends_at=instant(plan.ends),
        break_at=instant(plan.break_slot),
        meeting_at=instant(plan.meeting_slot),
    )


def sign_ons(
    rng: np.random.Generator, shifts: pl.DataFrame, busy: pl.DataFrame, department: Department
) -> pl.DataFrame:
    """Add when reps really signed on and off: not after their first call, not before the end of their last.

    `busy` has `rep`, `day`, `from_at` and `to_at` of everything that a rep did at the telephone.
    """
    late = department.lateness[shifts["rep"].to_numpy()]
    on, off = (late + _NOISE_SECONDS * rng.standard_normal(len(shifts)) for _ in range(2))
    edges = busy.group_by("rep", "day").agg(first=pl.col("from_at").min(), last=pl.col("to_at").max())
    return shifts.join(edges, on=["rep", "day"], how="left", maintain_order="left").select(
        pl.exclude("first", "last"),
        signs_on=pl.min_horizontal(pl.col("starts_at") + pl.Series(on.astype(np.int64)), pl.col("first") - 5),
        signs_off=pl.max_horizontal(pl.col("ends_at") + pl.Series(off.astype(np.int64)), pl.col("last") + 5),
    )


def pauses(rng: np.random.Generator, shifts: pl.DataFrame, busy: pl.DataFrame, department: Department) -> pl.DataFrame:
    """Breaks and meetings as they were taken: after the call in hand, and over before the next."""
    planned = pl.concat(
        [
            shifts.select("rep", "day", "team", at=name, reason=pl.lit(reason))
            for name, reason in (("break_at", "lunch"), ("meeting_at", "meeting"))
        ]
    ).filter(pl.col("at") < NEVER)
    late = np.abs(department.lateness[planned["rep"].to_numpy()])
    begins, lasts = (_NOISE_SECONDS * rng.standard_normal(len(planned)) for _ in range(2))
    planned = planned.with_columns(
        wanted_from=pl.col("at") + pl.Series(begins.astype(np.int64)),
        wanted_to=pl.col("at") + SLOT_SECONDS + pl.Series((lasts + late).astype(np.int64)),
    )
    planned_end = pl.col("at") + SLOT_SECONDS
    nearby = planned.select("rep", "day", "at").join(busy, on=["rep", "day"]).group_by("rep", "day", "at").agg(
        in_hand=pl.col("to_at").filter(pl.col("from_at") < planned_end).max(),
        next=pl.col("from_at").filter(pl.col("from_at") >= planned_end).min(),
    )  # fmt: skip
    return (
        planned.join(nearby, on=["rep", "day", "at"], how="left", maintain_order="left")
        .with_columns(
            from_at=pl.max_horizontal("wanted_from", pl.col("in_hand") + 3),
            to_at=pl.min_horizontal("wanted_to", pl.col("next") - 5),
        )
        .filter(pl.col("to_at") - pl.col("from_at") >= _SHORTEST_PAUSE_SECONDS)
        .select("rep", "day", "team", "reason", "from_at", "to_at")
    )


def shift_lines(shifts: pl.DataFrame, agents: list[str]) -> pl.Series:
    """CSV rows of the plan: every stretch of a working day, in order."""
    slot = SLOT_SECONDS
    met = pl.col("meeting_at") < NEVER
    first, second = pl.min_horizontal("break_at", "meeting_at"), pl.max_horizontal("break_at", "meeting_at")
    is_first_break = pl.col("break_at") == first
    rest = pl.when(met).then(second + slot).otherwise(first + slot)
    word = pl.when(is_first_break).then(pl.lit("break")).otherwise(pl.lit("meeting"))
    other = pl.when(is_first_break).then(pl.lit("meeting")).otherwise(pl.lit("break"))
    work = pl.lit("work")
    stretches = [
        (pl.col("starts_at"), first, work), (first, first + slot, word), (first + slot, second, work),
        (second, second + slot, other), (rest, pl.col("ends_at"), work),
    ]  # fmt: skip
    rows = pl.concat(
        [
            shifts.select("rep", starts_at=begins, ends_at=ends, activity=activity)
            for begins, ends, activity in stretches
        ]
    ).filter((pl.col("starts_at") < pl.col("ends_at")) & (pl.col("ends_at") < NEVER))
    paid = pl.when(pl.col("activity") == "break").then(pl.lit("false")).otherwise(pl.lit("true"))
    cells: Parts = [
        lookup("rep", agents),
        ",",
        iso("starts_at"),
        ",",
        iso("ends_at"),
        ",",
        pl.col("activity"),
        ",",
        paid,
    ]
    return rows.sort("rep", "starts_at").select(line=glue(cells))["line"]
