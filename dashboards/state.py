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
DEFAULT_GRAIN = "week"


@dataclass(frozen=True)
class ViewState:
    """The filters of a page; every part has been checked against what this generation offers."""

    period: str = DEFAULT_PERIOD
    start: date | None = None
    end: date | None = None
    compare: str = "previous"
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    metric: str = ""
    view: str = ""
    """Which of several drawings of the same figures; empty on a page that has one."""
    grain: str = DEFAULT_GRAIN
    sort: str = ""
    """The column that rows are ordered by, with a minus before it from the greatest down; empty: as the page has it."""
    choices: tuple[tuple[str, str], ...] = ()
    """What a page asks beside all that: key of the address to value, each key that the page offers."""

    def choice(self, key: str) -> str:
        """The value of one of the page's own keys; KeyError when the page does not offer it."""
        return dict(self.choices)[key]

    @property
    def where(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The filters in the form of a metric request."""
        chosen = (("team", self.teams), ("channel", self.channels), ("topic", self.topics))
        return tuple((dimension, values) for dimension, values in chosen if values)


@dataclass(frozen=True)
class Offered:
    """What the filters of a page may be set to."""

    teams: tuple[str, ...]
    channels: tuple[str, ...]
    metrics: tuple[str, ...]
    views: tuple[str, ...] = ("",)
    """The drawings a page has, the one it opens with first."""
    topics: tuple[str, ...] = ()
    """None where a page does not filter by topic; a topic of its address is then carried along and not applied."""
    grains: tuple[str, ...] = ()
    """Lengths of time that a page can cut by, the one it opens with first; none where that is not asked."""
    sorts: tuple[str, ...] = ()
    """Columns that rows can be ordered by."""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The page's own keys with what each may be, the default first."""

    @property
    def defaults(self) -> dict[str, str]:
        """What each key of one value is in the plain address."""
        grain = {"grain": self.grains[0]} if self.grains else {}
        own = {key: values[0] for key, values in self.choices}
        return {"m": self.metrics[0], "view": self.views[0], "sort": "", **grain, **own}


def read_state(address: Mapping[str, object], offered: Offered) -> ViewState:
    """The state that an address asks for. The address is a user's input: what is not offered falls to the default."""
    start, end = read_day(address.get("from")), read_day(address.get("to"))
    period = str(address.get("p") or DEFAULT_PERIOD)
    if start and end and start <= end:
        period = CUSTOM
    elif period not in PERIODS and period != WHOLE_HISTORY:
        period, start, end = DEFAULT_PERIOD, None, None
    asked = {key: str(address.get(key) or "") for key in ("m", "view", "grain", "sort")}
    defaults = offered.defaults
    return ViewState(
        period=period,
        start=start if period == CUSTOM else None,
        end=end if period == CUSTOM else None,
        compare="year" if address.get("cmp") == "year" else "previous",
        teams=_chosen(address.get("team"), offered.teams),
        channels=_chosen(address.get("channel"), offered.channels),
        topics=_chosen(address.get("topic"), offered.topics),
        metric=asked["m"] if asked["m"] in offered.metrics else defaults["m"],
        view=asked["view"] if asked["view"] in offered.views else defaults["view"],
        grain=asked["grain"] if asked["grain"] in offered.grains else defaults.get("grain", DEFAULT_GRAIN),
        sort=asked["sort"] if asked["sort"].removeprefix("-") in offered.sorts else "",
        choices=tuple((key, _one_of(address.get(key), values)) for key, values in offered.choices),
    )


def as_address(state: ViewState, offered: Offered) -> str:
    """The query part of the address, defaults left out, so that the plain address is the default view."""
    parts = selection(state) | {"cmp": "year" if state.compare == "year" else ""}
    single = single_values(state)
    parts |= {key: single[key] for key, default in offered.defaults.items() if single[key] != default}
    kept = urlencode({key: value for key, value in parts.items() if value})
    return f"?{kept}" if kept else ""


def selection(state: ViewState) -> dict[str, str]:
    """Period, teams, channels and topics, as the address writes them: what the numbers are of. Defaults are empty."""
    return {
        "p": state.period if state.period not in (DEFAULT_PERIOD, CUSTOM) else "",
        "from": state.start.isoformat() if state.start else "",
        "to": state.end.isoformat() if state.end else "",
        "team": "|".join(state.teams),
        "channel": "|".join(state.channels),
        "topic": "|".join(state.topics),
    }


def single_values(state: ViewState) -> dict[str, str]:
    """Every key of one value, as the address writes it."""
    return {"m": state.metric, "view": state.view, "sort": state.sort, "grain": state.grain, **dict(state.choices)}


def read_day(text: object) -> date | None:
    """A day as an address writes it; None for anything else."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _one_of(asked: object, offered: Sequence[str]) -> str:
    return asked if isinstance(asked, str) and asked in offered else offered[0]


def _chosen(asked: object, offered: Sequence[str]) -> tuple[str, ...]:
    wanted = asked.split("|") if isinstance(asked, str) else asked if isinstance(asked, list) else []
    return tuple(value for value in offered if value in wanted)
