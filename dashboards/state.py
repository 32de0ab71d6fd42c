"""What a page is asked to show: the filters, as they stand in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

PERIODS = {"7d": 7, "28d": 28, "13w": 91, "52w": 364}
DEFAULT_PERIOD = "28d"
WHOLE_HISTORY = "all"
CUSTOM = "custom"


@dataclass(frozen=True)
class ViewState:
    """The filters of a page; every part has been checked against what this generation offers."""

    period: str = DEFAULT_PERIOD
    start: date | None = None
    end: date | None = None
    compare: str = "previous"
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    metric: str = ""
    view: str = ""
    """Which of several drawings of the same figures; empty on a page that has one."""

    @property
    def where(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The filters in the form of a metric request."""
        chosen = (("team", self.teams), ("channel", self.channels))
        return tuple((dimension, values) for dimension, values in chosen if values)


@dataclass(frozen=True)
class Offered:
    """What the filters of a page may be set to."""

    teams: tuple[str, ...]
    channels: tuple[str, ...]
    metrics: tuple[str, ...]
    views: tuple[str, ...] = ("",)
    """The drawings a page has, the one it opens with first."""


def read_state(address: Mapping[str, object], offered: Offered) -> ViewState:
    """The state that an address asks for. The address is a user's input: what is not offered falls to the default."""
    start, end = read_day(address.get("from")), read_day(address.get("to"))
    period = str(address.get("p") or DEFAULT_PERIOD)
    if start and end and start <= end:
        period = CUSTOM
    elif period not in PERIODS and period != WHOLE_HISTORY:
        period, start, end = DEFAULT_PERIOD, None, None
    metric, view = (str(address.get(key) or "") for key in ("m", "view"))
    return ViewState(
        period=period,
        start=start if period == CUSTOM else None,
        end=end if period == CUSTOM else None,
        compare="year" if address.get("cmp") == "year" else "previous",
        teams=_chosen(address.get("team"), offered.teams),
        channels=_chosen(address.get("channel"), offered.channels),
        metric=metric if metric in offered.metrics else offered.metrics[0],
        view=view if view in offered.views else offered.views[0],
    )


def as_address(state: ViewState, offered: Offered) -> str:
    """The query part of the address, defaults left out, so that the plain address is the default view."""
    parts = {
        "p": state.period if state.period not in (DEFAULT_PERIOD, CUSTOM) else "",
        "from": state.start.isoformat() if state.start else "",
        "to": state.end.isoformat() if state.end else "",
        "cmp": "year" if state.compare == "year" else "",
        "team": "|".join(state.teams),
        "channel": "|".join(state.channels),
        "m": state.metric if state.metric != offered.metrics[0] else "",
        "view": state.view if state.view != offered.views[0] else "",
    }
    kept = urlencode({key: value for key, value in parts.items() if value})
    return f"?{kept}" if kept else ""


def read_day(text: object) -> date | None:
    """A day as an address writes it; None for anything else."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _chosen(asked: object, offered: Sequence[str]) -> tuple[str, ...]:
    wanted = asked.split("|") if isinstance(asked, str) else asked if isinstance(asked, list) else []
    return tuple(value for value in offered if value in wanted)
