"""The benchmark's numbers as text that people read, and as part of a document."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.benchmarks import verdicts
from tests.benchmarks.true_ratios import TRUTHS

BEGIN, END = "<!-- benchmark:begin -->", "<!-- benchmark:end -->"


def promises(readings: pl.DataFrame) -> list[tuple[str, float, bool]]:
    """Each promise in words, what came out, and whether it is kept."""
    alarms = verdicts.false_alarms(readings, "all")["clearly"].item()
    better = verdicts.improvements(readings).filter(pl.col("metric") == "all together")["shrunk_better"].item()
    held = verdicts.coverage(readings, "all").row(0, named=True)
    low, high = verdicts.COVERAGE
    return [
        ("No true differences: readings that say clearly above or below, at most 0.5 %", alarms, alarms <= 0.005),
        ("True differences: seeds in which shrunk values beat raw ones, at least 95 %", better, better >= 0.95),
        ("95 % intervals that hold the true ratio, 93 to 97 %", held["interval"], low <= held["interval"] <= high),
        ("Shrunk intervals that hold the true ratio, 93 to 97 %", held["shrunk"], low <= held["shrunk"] <= high),
    ]


def all_promises_kept(readings: pl.DataFrame) -> bool:
    """Whether `make benchmark-fair` ends well."""
    return all(kept for _, _, kept in promises(_with_all(readings)))


def report(readings: pl.DataFrame, what: str) -> str:
    """All tables in Markdown."""
    readings = _with_all(readings)
    reps = readings.filter(pl.col("period") == verdicts.LONGEST).group_by("seed").agg(pl.col("agent").n_unique())
    parts = [
        f"Simulated departments: {what}, {reps['agent'].median():.0f} reps, once with true differences and once without.",
        _table(
            ["promise", "came out", "kept"],
            [[words, _percent(share, 2), "yes" if kept else "**no**"] for words, share, kept in promises(readings)],
        ),
        "Where no rep differs from another, readings that say something all the same:",
        _alarms(readings),
        "Where reps differ: correlation with the true effects over all reps that are not too few to say, mean over seeds.",
        _improvements(readings),
        "Where reps differ: how often 95 % intervals hold the truth, and what is said of reps beyond one standard "
        "deviation of the true effects.",
        _coverage_and_power(readings),
        "\n".join(f"- `{metric}`: {truth.note}." for metric, truth in TRUTHS.items() if truth.note),
    ]
    return "\n\n".join(parts)


def write_between_markers(document: Path, text: str) -> None:
    """Replaces what stands between the markers of a document; ValueError where they are missing."""
    whole = document.read_text(encoding="utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{document} has no {BEGIN} ... {END}")
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _alarms(readings: pl.DataFrame) -> str:
    rows = [
        [name, f"{row['readings']:,}", _percent(row["clearly"], 2), _percent(row["maybe"]), _percent(row["too_few"])]
        for by in ("period", "metric")
        for name, row in _by(verdicts.false_alarms(readings, by), by)
    ]
    return _table(["over", "readings", "clearly", "maybe", "too few"], rows)


def _improvements(readings: pl.DataFrame) -> str:
    kinds = [f"{kind}_{name}" for kind in ("pearson", "spearman") for name in ("value", "adjusted", "shrunk")]
    rows = [
        [name, f"{row['reps']:.0f}", *(_number(row[kind]) for kind in kinds),
         _percent(row["adjusted_better"], 0), _percent(row["shrunk_better"], 0)]
        for name, row in _by(verdicts.improvements(readings), "metric")
    ]  # fmt: skip
    head = ["metric", "reps", "raw", "adjusted", "shrunk", "raw (rank)", "adjusted (rank)", "shrunk (rank)"]
    return _table([*head, "seeds adjusted better", "seeds shrunk better"], rows)


def _coverage_and_power(readings: pl.DataFrame) -> str:
    held = dict(_by(verdicts.coverage(readings, "metric"), "metric"))
    rows = []
    for name, row in _by(verdicts.power(readings), "metric"):
        share = held.get(name, {"interval": None, "shrunk": None})
        rows.append(
            [name, _percent(share["interval"]), _percent(share["shrunk"]), f"{row['far']:,}", _percent(row["clearly"], 0),
             _percent(row["clearly_or_maybe"], 0), f"{row['wrong_sign']} of {row['clear']:,}"]
        )  # fmt: skip
    head = ["metric", "interval holds", "shrunk interval holds", "far reps", "clearly", "clearly or maybe"]
    return _table([*head, "clear in the wrong direction"], rows)


def _with_all(readings: pl.DataFrame) -> pl.DataFrame:
    return readings.with_columns(all=pl.lit("all")).sort("metric", "seed", "period", "agent")


def _by(frame: pl.DataFrame, name: str) -> list[tuple[str, dict[str, object]]]:
    return [(row[name], row) for row in frame.rows(named=True)]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _percent(share: float | None, places: int = 1) -> str:
    return "–" if share is None else f"{100 * share:.{places}f} %"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
