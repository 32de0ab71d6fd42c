"""A band between two models in words: never one number where there are two, never an end that is not known."""

from __future__ import annotations

from dashboards.formats import NO_VALUE, count, in_words
from dashboards.localised import decimal

_SHORTEST = 0.05


def words_for(line: str) -> str:
    """What comes in on a line: calls, chats."""
    return {"phone": "calls", "chat": "chats"}.get(line, "contacts")


def days_in_words(days: int) -> str:
    """1 day, 20 days."""
    return f"{count(days)} day" if days == 1 else f"{count(days)} days"


def band(low: float | None, high: float | None) -> str:
    """12–14, 3 when both ends agree, up to 14 when only the pessimistic end is known."""
    if high is None:
        return NO_VALUE
    if low is None:
        return f"up to {_figure(high)}"
    return _figure(high) if low == high else f"{_figure(low)}–{_figure(high)}"


def _figure(value: float) -> str:
    return decimal(value, 0 if f"{value:.1f}".endswith(".0") else 1)


def _percent(*shares: float) -> list[str]:
    """Whole points, or tenths where an end would otherwise read as none or all of them."""
    decimals = 1 if any(0 < share < 0.01 or 0.99 < share < 1 for share in shares) else 0
    written = [f"{share * 100:.{decimals}f}" for share in shares]
    return [{"0.0": "under 0.1", "100.0": "over 99.9"}.get(text, text) for text in written]


def shares(low: float | None, high: float | None) -> str:
    """64–83 %, at least 89 % when only the lower end is known."""
    if low is None:
        return NO_VALUE if high is None else f"up to {_percent(high)[0]} %"
    if high is None:
        return f"at least {_percent(low)[0]} %"
    ends = _percent(low, high)
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]} %"


def waits(low: float | None, high: float | None) -> str:
    """7.4 s to 40 s; where the upper end has no bound, 52 s, or no end."""
    if low is None:
        return f"up to {in_words('seconds', high)}" if high is not None else NO_VALUE
    if high is None:
        return f"{in_words('seconds', low)}, or no end"
    ends = ["under 0.1 s" if end < _SHORTEST else in_words("seconds", end) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
