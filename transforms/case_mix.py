"""Case mix: what the department as a whole has with the same kind of cases, from a model that knows no reps.

A share is modelled by logistic regression, a duration by linear regression of its logarithm, month by month, on the
circumstances that are not the rep's doing. Their levels and pairs of levels are drawn to the department's mean by a
ridge, so that a kind of case that came up ten times does not follow its ten outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.aliases import Floats

SHARE, DURATION = "share", "duration"
SPREADS = {SHARE: (2.0, 0.5), DURATION: (5.0, 2.0)}
"""Standard deviations expected of a level's effect and of what a pair adds to its two levels, logits or log seconds.

Wide for durations, since a letter takes a thousand times as long as a call and a narrow one would leave half of that
to the reps; narrower for shares, whose expected value would otherwise follow a rep's own few records.
"""
MOST_LEVELS, MOST_PAIRS, LEAST_RECORDS_OF_A_PAIR = 100, 100, 50
_REST = "(rest)"
_STEPS, _CLOSE_ENOUGH = 25, 1e-8
_FURTHEST_LOGIT = 30.0


def expectations(records: pl.DataFrame, covariates: Sequence[str], kind: str) -> pl.DataFrame:
    """The records with what was to be expected of each, and how far chance could move it.

    Takes `month`, `agent`, the covariates (text, null being a level of its own), `observed` and `weight`: of a share
    the weight that counted as a success and the weight that could have, of a duration the natural logarithm of its
    seconds and 1. Adds `expected`, `own_variance` and `variance`, in the unit of `observed` and its square.

    `own_variance` is how far chance moves the record itself. `variance` is its part in how far chance moves the
    agent's sum of observed less expected: the agent's own records also shape what is expected, which takes away the
    share h of it (leverage; Cook and Weisberg 1982, Residuals and Influence in Regression). An agent who is alone with
    a kind of case is expected to do what they did, with hardly any variance left: nothing can be said then.
    """
    if records.is_empty():
        added = ("expected", "own_variance", "variance")
        return records.with_columns(pl.lit(None, pl.Float64).alias(name) for name in added)
    months = [_one_month(month, covariates, kind) for month in records.partition_by("month")]
    return pl.concat(months)


@dataclass(frozen=True)
class _Fit:
    """What each cell expects per unit of weight, and the variance of one unit."""

    mean: Floats
    spread: Floats
    slope: Floats
    """How the mean of a cell moves with its linear predictor."""
    design: Floats
    information: Floats
    penalised: Floats
    """The information with the ridge on its diagonal: the precision of the coefficients."""


def _one_month(records: pl.DataFrame, covariates: Sequence[str], kind: str) -> pl.DataFrame:
    names = [f"_{name}" for name in covariates] or ["_all"]
    lumped = records.with_columns(
        pl.lit("").alias("_all"), *(_few_levels(records[n]).alias(f"_{n}") for n in covariates)
    )
    cells = (
        lumped.group_by(names)
        .agg(
            pl.col("weight").sum().alias("n"),
            pl.col("observed").sum().alias("total"),
            (pl.col("observed") ** 2).sum().alias("squares"),
            pl.len().alias("records"),
        )
        .sort(names)
        .with_row_index("_cell")
    )
    fit = _fitted(cells, names, kind)
    expected = cells.select("_cell", *names).with_columns(_mean=fit.mean, _spread=fit.spread)
    placed = lumped.join(expected, on=names, how="left")
    return (
        placed.join(_kept_variance(placed, fit), on="agent", how="left")
        .with_columns(
            expected=pl.col("weight") * pl.col("_mean"), own_variance=pl.col("weight") ** 2 * pl.col("_spread")
        )
        .with_columns(variance=pl.col("own_variance") * pl.col("_kept"))
        .select(*records.columns, "expected", "own_variance", "variance")
    )


def _fitted(cells: pl.DataFrame, names: Sequence[str], kind: str) -> _Fit:
    design, ridge = _design(cells.select(names), cells["records"].to_numpy(), SPREADS[kind])
    n, total, squares = (cells[name].cast(pl.Float64).to_numpy() for name in ("n", "total", "squares"))
    if kind == SHARE:
        return _logistic(design, ridge, n, total)
    return _log_linear(design, ridge, (n, total, squares), _channel_of(cells))


def _few_levels(column: pl.Series) -> pl.Series:
    text = column.cast(pl.String).fill_null("")
    frequent = text.value_counts(sort=True)[text.name].head(MOST_LEVELS)
    return pl.select(pl.when(text.is_in(frequent.implode())).then(text).otherwise(pl.lit(_REST))).to_series()


def _channel_of(cells: pl.DataFrame) -> NDArray[np.int64]:
    """Durations vary by more on one channel than on another, so each has a variance of its own."""
    if "_channel" not in cells.columns:
        return np.zeros(len(cells), dtype=np.int64)
    return cells["_channel"].rank("dense").cast(pl.Int64).to_numpy() - 1


def _design(cells: pl.DataFrame, records: NDArray[np.int64], spreads: tuple[float, float]) -> tuple[Floats, Floats]:
    """One column for all, one per level and one per frequent pair of levels; and the ridge of each."""
    codes = {name: cells[name].rank("dense").cast(pl.Int64).to_numpy() - 1 for name in cells.columns}
    codes = {name: code for name, code in codes.items() if code.max(initial=0) > 0}
    columns = [np.ones((len(cells), 1))]
    ridge = [np.zeros(1)]
    for code in codes.values():
        columns.append(np.eye(code.max() + 1)[code])
        ridge.append(np.full(code.max() + 1, spreads[0] ** -2))
    pairs = [_pairs(codes[one], codes[other], records) for one, other in combinations(codes, 2)]
    columns += pairs
    ridge += [np.full(pair.shape[1], spreads[1] ** -2) for pair in pairs]
    return np.hstack(columns), np.concatenate(ridge)


def _pairs(one: NDArray[np.int64], other: NDArray[np.int64], records: NDArray[np.int64]) -> Floats:
    together = one * (other.max() + 1) + other
    _, place = np.unique(together, return_inverse=True)
    counted = np.bincount(place, weights=records)
    frequent = np.flatnonzero(counted >= LEAST_RECORDS_OF_A_PAIR)
    kept = frequent[np.argsort(-counted[frequent], kind="stable")][:MOST_PAIRS]
    return np.asarray(place[:, None] == kept[None, :], dtype=np.float64)


def _logistic(design: Floats, ridge: Floats, n: Floats, successes: Floats) -> _Fit:
    """Penalised maximum likelihood by Newton's method (iteratively reweighted least squares)."""
    whole = (successes.sum() + 0.5) / (n.sum() + 1)
    coefficients = np.zeros(design.shape[1])
    coefficients[0] = np.log(whole / (1 - whole))
    for _ in range(_STEPS):
        mean = _shares(design @ coefficients)
        score = design.T @ (successes - n * mean) - ridge * coefficients
        information = design.T @ (design * (n * mean * (1 - mean))[:, None])
        step = np.linalg.solve(information + np.diag(ridge + 1e-9), score)
        # Newton's steps are shortened where they would leave the region in which the curve is known.
        coefficients = coefficients + step * min(1.0, 4.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < _CLOSE_ENOUGH:
            break
    mean = _shares(design @ coefficients)
    spread = mean * (1 - mean)
    information = design.T @ (design * (n * spread)[:, None])
    return _Fit(mean, spread, spread, design, information, information + np.diag(ridge + 1e-9))


def _shares(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -_FURTHEST_LOGIT, _FURTHEST_LOGIT))))


def _log_linear(
    design: Floats, ridge: Floats, totals: tuple[Floats, Floats, Floats], groups: NDArray[np.int64]
) -> _Fit:
    """Ridge regression of the logarithms, weighted by the variance that each channel turns out to have."""
    n, total, squares = totals
    variance = np.ones(len(n))
    for _ in range(2):
        information = design.T @ (design * (n / variance)[:, None])
        penalised = information + np.diag(ridge + 1e-9)
        mean = design @ np.linalg.solve(penalised, design.T @ (total / variance))
        left = np.maximum(squares - 2 * mean * total + n * mean**2, 0)
        per_group = np.bincount(groups, weights=left) / np.maximum(np.bincount(groups, weights=n) - 1, 1)
        variance = np.maximum(per_group[groups], 1e-6)
    information = design.T @ (design * (n / variance)[:, None])
    return _Fit(mean, variance, np.ones(len(n)), design, information, information + np.diag(ridge + 1e-9))


def _kept_variance(placed: pl.DataFrame, fit: _Fit) -> pl.DataFrame:
    """Per agent the share of variance that is left after what is expected has been taken off: `agent`, `_kept`."""
    weight = pl.col("weight")
    met = placed.group_by("agent", "_cell").agg(weight.sum().alias("w"), (weight**2).sum().alias("ww")).sort("agent")
    agents = met["agent"].unique(maintain_order=True)
    row, cell = met["agent"].rle_id().to_numpy(), met["_cell"].to_numpy()
    held = np.zeros((len(agents), len(fit.mean)))
    held[row, cell] = met["w"].to_numpy()
    pull = (held * fit.slope) @ fit.design
    solved = np.linalg.solve(fit.penalised, pull.T).T
    taken = 2 * (solved * pull).sum(axis=1) - ((solved @ fit.information) * solved).sum(axis=1)
    own = np.bincount(row, weights=met["ww"].to_numpy() * fit.spread[cell], minlength=len(agents))
    left = np.clip(1 - taken / np.maximum(own, 1e-300), 0, 1)
    return pl.DataFrame({"agent": agents, "_kept": left})
