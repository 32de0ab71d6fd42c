"""What a department wants to be told of: the rules in alerts.toml, checked before any of them is evaluated."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import Any

from evenhand.addresses import is_web_address, read_mail_address, read_web_address
from evenhand.errors import WrongUsageError
from evenhand.home import Home

KINDS = ("signal", "threshold")
_KEYS = {"name", "metric", "kind", "to", "where", "above", "below", "least_n", "beyond_chance"}
_OF_THRESHOLDS = {"above", "below", "least_n", "beyond_chance"}


@dataclass(frozen=True)
class AlertRule:
    """One rule. A threshold has exactly one of `above` and `below`, in the unit of the metric."""

    name: str
    metric: str
    kind: str
    to: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    above: float | None = None
    below: float | None = None
    least_n: int | None = None
    """The least n to say anything; None is the metric's own."""
    is_beyond_chance: bool = True
    """Whether the whole interval has to lie beyond the threshold, where the metric has one."""

    @property
    def meaning(self) -> str:
        """What the rule watches, for telling whether it is still the same rule; who is told does not matter."""
        parts = [self.metric, self.kind, self.where, self.above, self.below, self.least_n, self.is_beyond_chance]
        return json.dumps(parts)

    @property
    def slices(self) -> str:
        """The filters in words; empty for the whole department."""
        return ", ".join(f"{name} {' or '.join(values)}" for name, values in self.where)


def read_rules(home: Home) -> list[AlertRule]:
    """All rules; WrongUsageError names the rule and what is wrong with it."""
    try:
        told = tomllib.loads(home.alerts.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongUsageError(f"There is no {home.alerts}.", "docs/reports.md says what stands in it.") from None
    except (OSError, ValueError) as error:
        raise WrongUsageError(f"{home.alerts} cannot be read: {error}.") from error
    try:
        _refuse_keys(told, {"alert"}, "the file")
        rules = [_rule(entry) for entry in told.get("alert", [])]
    except (ValueError, TypeError) as error:
        raise WrongUsageError(f"{home.alerts}: {error}.", "docs/reports.md says what stands in it.") from error
    names = [rule.name for rule in rules]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise WrongUsageError(f"{home.alerts}: two rules are called {twice!r}.", "Give each a name of its own.")
    return rules


def _rule(entry: dict[str, Any]) -> AlertRule:
    name = str(entry.get("name") or "")
    if not name:
        raise ValueError("a rule has no name")
    _refuse_keys(entry, _KEYS, f"rule {name!r}")
    kind = entry.get("kind")
    if kind not in KINDS or not entry.get("metric"):
        raise ValueError(f"rule {name!r} needs a metric and a kind, which is {' or '.join(KINDS)}")
    _check_threshold(name, kind, entry)
    return AlertRule(
        name=" ".join(name.split()),
        metric=str(entry["metric"]),
        kind=kind,
        to=_recipients(name, entry.get("to")),
        where=_where(name, entry.get("where", {})),
        above=_number(name, entry, "above"),
        below=_number(name, entry, "below"),
        least_n=int(entry["least_n"]) if "least_n" in entry else None,
        is_beyond_chance=bool(entry.get("beyond_chance", True)),
    )


def _check_threshold(name: str, kind: str, entry: dict[str, Any]) -> None:
    if kind == "threshold" and ("above" in entry) == ("below" in entry):
        raise ValueError(f"rule {name!r} needs a number above or below, one of both")
    if kind == "signal" and (stray := _OF_THRESHOLDS & set(entry)):
        raise ValueError(f"rule {name!r} is a signal and takes no {', '.join(sorted(stray))}")


def _number(name: str, entry: dict[str, Any], key: str) -> float | None:
    value = entry.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError(f"rule {name!r}: {key} is no number")
    return None if value is None else float(value)


def _recipients(name: str, told: Any) -> tuple[str, ...]:
    texts = [told] if isinstance(told, str) else told
    if not isinstance(texts, list) or not texts:
        raise ValueError(f'rule {name!r} tells nobody; write to = ["lead@example.org"]')
    try:
        return tuple(dict.fromkeys(_recipient(str(text)) for text in texts))
    except ValueError as error:
        raise ValueError(f"rule {name!r}: {error}") from error


def _recipient(text: str) -> str:
    return read_web_address(text).geturl() if is_web_address(text) else read_mail_address(text)


def _where(name: str, told: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(told, dict):
        raise ValueError(f'rule {name!r}: write where = {{ team = "Billing" }}')
    if "agent" in told:
        raise ValueError(
            f"rule {name!r}: single persons are not watched by alerts; scorecards take chance into account"
        )
    return tuple(
        (dimension, tuple(map(str, values)) if isinstance(values, list) else (str(values),))
        for dimension, values in told.items()
    )


def _refuse_keys(entry: dict[str, Any], known: set[str], where: str) -> None:
    if strangers := sorted(set(entry) - known):
        raise ValueError(
            f"{where} has {', '.join(strangers)}, which means nothing; these do: {', '.join(sorted(known))}"
        )
