"""How long cases take to be resolved, open ones included: one curve for each team and channel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from dashboards.formats import DAY, HOUR, MINUTE, in_words, number, scale_of
from dashboards.periods import Periods, Span
from dashboards.state import ViewState
from dashboards.views.heat import MINIMUM_N, NOT_RECORDED, label, ordered
from transforms.resolution_curves import CaseWindow, Resolution, Watched, mean_resolution, resolution, watched
from transforms.survival import Estimate, restricted_mean_difference

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_HORIZONS = (DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY)
_FEW_LEFT = 0.05
_AXIS_STARTS = (MINUTE, 10 * MINUTE, HOUR)
_STEPS = 72


def resolutions(store: RememberedStore, state: ViewState, spans: Periods) -> dict[str, Any]:
    """The curves by team and by channel, their figures, and how many cases are still open."""
    cases = _cases(store, state, spans.shown)
    before = _cases(store, state, spans.compared) if spans.compared else None
    overall = watched(cases)
    horizon = _horizon(overall.curve)
    axis = _axis(overall.curve)
    return {
        "horizon": _days(horizon),
        "cases": cases.height,
        "still_open": overall.still_open,
        "drawn": _drawn(cases),
        "compared": spans.compared.words() if spans.compared and before is not None else "",
        "axis": axis.tolist(),
        "all": _group("", overall, before, horizon, axis) if cases.height else None,
        "by": [_by(name, cases, before, horizon, axis) for name in ("team", "channel")],
    }


def resolution_groups(
    store: RememberedStore, state: ViewState, spans: Periods
) -> tuple[float, list[tuple[str, str, Resolution]]]:
    """The horizon of the page, and team, channel and figures of each of its curves, the one of all cases first."""
    cases = _cases(store, state, spans.shown)
    overall = watched(cases)
    horizon = _horizon(overall.curve)
    everything = "(all)"
    found = [(everything, everything, overall.within(horizon))]
    for dimension in ("team", "channel"):
        groups = cases.partition_by(dimension, as_dict=True)
        for name in ordered({str(key[0]) for key in groups}):
            place = (name, everything) if dimension == "team" else (everything, name)
            found.append((*place, resolution(groups[(name,)], horizon)))
    return horizon, found


def _drawn(cases: pl.DataFrame) -> str:
    """A sentence where these are not all cases."""
    share = float(cases["share"][0]) if cases.height else 1.0
    return f"One case in {round(1 / share)} has been drawn by chance, and these are counted here." if share < 1 else ""


def _horizon(curve: pl.DataFrame) -> float:
    """Whole days within which nearly all cases are resolved; what takes longer counts as so long in the mean."""
    return next((h for h in _HORIZONS if _left(curve, h) <= _FEW_LEFT), _HORIZONS[-1])


def _cases(store: RememberedStore, state: ViewState, span: Span) -> pl.DataFrame:
    # In the order of their times: each curve needs them so, and parts of what is in order are in order.
    return store.cases_at_risk(CaseWindow(span.start, span.end, state.where)).sort("watched")


def _by(
    dimension: str, cases: pl.DataFrame, before: pl.DataFrame | None, horizon: float, axis: np.ndarray[Any, Any]
) -> dict[str, Any]:
    groups = cases.partition_by(dimension, as_dict=True)
    groups_before = before.partition_by(dimension, as_dict=True) if before is not None else {}
    empty = cases.clear()
    return {
        "dimension": dimension,
        "title": "Team" if dimension == "team" else "Channel",
        "groups": [
            _group(
                label(name) if dimension == "channel" else name,
                watched(groups[(name,)]),
                groups_before.get((name,), empty) if before is not None else None,
                horizon,
                axis,
            )
            | {"key": name, "is_unknown": name == NOT_RECORDED}
            for name in ordered({str(key[0]) for key in groups})
        ],
    }


def _group(
    name: str, cases: Watched, before: pl.DataFrame | None, horizon: float, axis: np.ndarray[Any, Any]
) -> dict[str, Any]:
    found = cases.within(horizon)
    is_few = cases.cases < MINIMUM_N or found.breaks_off
    earlier = mean_resolution(before, horizon) if before is not None and before.height >= MINIMUM_N else None
    return {
        "label": name,
        "cases": found.cases,
        "still_open": found.still_open,
        "is_few": is_few,
        "median": None if is_few else _estimate(found.median),
        "mean": None if is_few else _estimate(found.mean),
        "moved": "" if is_few or earlier is None else _moved(found.mean, earlier),
        "shares": None if is_few else _shares(found),
        "steps": [] if is_few else _steps(found.curve, axis),
    }


def _estimate(found: Estimate) -> dict[str, Any] | None:
    """Value and interval in words, in one unit; a side that was not reached says so."""
    if found.value is None:
        return None
    scale = scale_of("seconds", found.value)
    low = number("seconds", found.low, scale) if found.low is not None else ""
    high = number("seconds", found.high, scale) if found.high is not None else ""
    interval = f"{low} to {high}" if low and high else (f"{low} or more" if low else "")
    return {"seconds": found.value, "text": in_words("seconds", found.value), "interval": interval}


def _moved(now: Estimate, before: Estimate) -> str:
    """The change of the mean against the earlier period, with its interval, or that it is within noise."""
    found = restricted_mean_difference(now, before)
    if found.value is None or found.low is None or found.high is None:
        return ""
    if found.low <= 0 <= found.high:
        return "within noise"
    scale = scale_of("seconds", found.value)
    edges = sorted(abs(edge) for edge in (found.low, found.high))
    word = "longer" if found.value > 0 else "shorter"
    size = f"{number('seconds', abs(found.value), scale)} {scale[1]} {word}"
    return f"{size} ({number('seconds', edges[0], scale)} to {number('seconds', edges[1], scale)})"


def _shares(found: Resolution) -> dict[str, str] | None:
    if found.resolved is None or found.ended_otherwise is None:
        return None
    left = max(0.0, 1 - found.resolved - found.ended_otherwise)
    named = {"resolved": found.resolved, "otherwise": found.ended_otherwise, "open": left}
    return {name: in_words("ratio", share) for name, share in named.items()}


def _left(curve: pl.DataFrame, seconds: float) -> float:
    """Share not resolved by then; 1 while nothing has been."""
    seen = int(np.searchsorted(curve["time"].to_numpy(), seconds, side="right"))
    return float(curve["survival"][seen - 1]) if seen else 1.0


def _axis(curve: pl.DataFrame) -> np.ndarray[Any, Any]:
    """Times at which curves are read, evenly on a log axis, from where they begin to fall to where few are left."""
    first = max((s for s in _AXIS_STARTS if _left(curve, s) > 1 - _FEW_LEFT), default=MINUTE)
    last = next((h for h in _HORIZONS if _left(curve, h) <= _FEW_LEFT / 2), _HORIZONS[-1])
    return np.round(np.geomspace(first, last, _STEPS))


def _steps(curve: pl.DataFrame, axis: np.ndarray[Any, Any]) -> list[list[float | None]]:
    """Share not resolved and its interval at each time of the axis, up to the last time that was watched."""
    if curve.is_empty():
        return []
    rows = np.searchsorted(curve["time"].to_numpy(), axis, side="right") - 1
    last = float(curve["time"][-1])
    is_over = curve["survival"][-1] == 0
    columns = [curve[name].to_list() for name in ("survival", "low", "high")]
    return [
        [1.0, None, None] if row < 0 else [_rounded(column[row]) for column in columns]
        for row, at in zip(rows.tolist(), axis.tolist(), strict=True)
        if at <= last or is_over
    ]


def _rounded(share: float | None) -> float | None:
    return None if share is None or not math.isfinite(share) else round(share, 4)


def _days(seconds: float) -> str:
    days = round(seconds / DAY)
    return "1 day" if days == 1 else f"{days} days"
