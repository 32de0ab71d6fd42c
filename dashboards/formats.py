"""Numbers as people read them. Units come from the metric catalogue, never from a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.localised import decimal

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition

MINUTE, HOUR, DAY = 60, 3600, 86400
NO_VALUE = "–"
SMALL_CHANGE = 10
"""Money below this is told with its cents."""
LARGE_SCORE = 10
"""Scores from here on, such as promoters less detractors, have no use for a second decimal."""

# Up to this many seconds: divisor, word, decimals.
_DURATIONS = (
    (10, (1, "s", 1)),
    (2 * MINUTE, (1, "s", 0)),
    (2 * HOUR, (MINUTE, "min", 1)),
    (2 * DAY, (HOUR, "h", 1)),
    (float("inf"), (DAY, "days", 1)),
)


def scale_of(unit: str, value: float | None) -> tuple[float, str, int]:
    """Divisor, unit word and decimals that suit a value of this unit."""
    if unit == "ratio":
        return 0.01, "%", 1
    if unit == "seconds":
        size = abs(value or 0)
        return next(scale for limit, scale in _DURATIONS if size < limit)
    if unit == "score":
        return 1, "", 2 if abs(value or 0) < LARGE_SCORE else 1
    if unit == "money":
        return 1, "", 2 if abs(value or 0) < SMALL_CHANGE else 0
    return 1, "", 0


def number(unit: str, value: float | None, scale: tuple[float, str, int] | None = None) -> str:
    """The figure without its unit word: 75.7, 8,123, 22.1."""
    if value is None:
        return NO_VALUE
    divisor, _, decimals = scale or scale_of(unit, value)
    if unit == "count" and value != int(value):
        decimals = 2
    return decimal(value / divisor, decimals)


def count(n: float) -> str:
    """A number of records: 1,234."""
    return decimal(n)


def counted(n: int, word: str) -> str:
    """A number with what it counts: 1 case, 2 cases."""
    return f"{count(n)} {word}{'' if n == 1 else 's'}"


def unit_word(unit: str, value: float | None, currency: str = "") -> str:
    """The word after the figure: %, min, h, EUR, or nothing."""
    if value is None:
        return ""
    return currency if unit == "money" else scale_of(unit, value)[1]


def in_words(unit: str, value: float | None, currency: str = "") -> str:
    """Figure and unit together: 75.7 %, 8.7 min."""
    return f"{number(unit, value)} {unit_word(unit, value, currency)}".strip()


def change(unit: str, now: float | None, before: float | None) -> str:
    """The difference in the unit of the measure: points for rates, per cent for volumes and money."""
    if now is None or before is None:
        return ""
    if unit in ("count", "money"):
        if before == 0:
            return ""
        return _moved((now / before - 1) * 100, 1, "%")
    divisor, word, decimals = scale_of(unit, now)
    return _moved((now - before) / divisor, decimals, "pts" if unit == "ratio" else word)


def _moved(size: float, decimals: int, word: str) -> str:
    if float(f"{size:.{decimals}f}") == 0:
        return "no change"
    return f"{decimal(size, decimals, is_signed=True)} {word}".strip().replace("-", "−")


def amount(unit: str, value: float, size: float) -> str:
    """A difference without its sign, in the unit that a value is shown in: 4.2 pts."""
    scale = scale_of(unit, value)
    return f"{number(unit, abs(size), scale)} {'pts' if unit == 'ratio' else scale[1]}".strip()


def _share(value: float) -> str:
    return decimal(100 * value, 0 if f"{100 * value:.1f}" in ("0.0", "100.0") else 1)


def uncertainty(
    definition: MetricDefinition,
    value: float | None,
    low: float | None,
    high: float | None,
    shared: tuple[float, str, int] | None = None,
) -> str:
    """The 95 % interval in the unit the value is shown in: ± 0.4 pts, but 1.1 to 1.7 h where its sides differ.

    `shared` is the scale of a table whose values are all in one unit.
    """
    if value is None or low is None or high is None:
        return ""
    unit, scale = definition.unit, shared or scale_of(definition.unit, value)
    word = "pts" if unit == "ratio" else scale[1]
    half = (high - low) / 2
    if number(unit, high - low if definition.interval == "rank" else half, scale) == number(unit, 0.0, scale):
        return f"± under {decimal(10 ** -scale[2], scale[2])} {word}".strip()
    if definition.interval == "rank":
        return f"{number(unit, low, scale)} to {number(unit, high, scale)} {word}".strip()
    # Beside its bound a share has room on one side only: 100 % give or take 4 points is nothing that can be.
    if unit == "ratio" and (value - half < 0 or value + half > 1):
        return f"{_share(low)} to {_share(high)} %"
    return f"± {number(unit, (high - low) / 2, scale)} {word}".strip()
