"""What has been told of each rule, and what still has to be: one special cause is told once, and its end once."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from evenhand.alerts.rules import AlertRule
from evenhand.errors import EvenhandError
from evenhand.home import Home

if TYPE_CHECKING:
    from evenhand.alerts.standing import Standing

BEGAN, ENDED, PROBLEM = "began", "ended", "cannot be evaluated"


@dataclass(frozen=True)
class Told:
    """What those who wait for a rule know of it."""

    is_on: bool = False
    is_higher: bool = False
    since: str = ""
    """The week in which it was told to be on."""
    problem: str = ""
    words: str = ""
    """How it stood when it was looked at last."""
    week: str = ""


def next_told(told: Told, now: Standing) -> tuple[Told, str | None]:
    """What is known after this week, and what has to be told now: began, ended, cannot be evaluated, or nothing."""
    if now.problem:
        return replace(told, problem=now.problem, week=now.week.isoformat()), (
            None if now.problem == told.problem else PROBLEM
        )
    seen = replace(told, problem="", words=now.words, week=now.week.isoformat())
    is_same_side = now.is_higher == told.is_higher
    if now.is_on:
        begun = replace(seen, is_on=True, is_higher=now.is_higher, since=seen.week)
        return (seen, None) if told.is_on and is_same_side else (begun, BEGAN)
    if told.is_on and (now.is_over or not is_same_side):
        return replace(seen, is_on=False, since=""), ENDED
    return seen, None


@dataclass(frozen=True)
class Message:
    """Something that one recipient of a rule has not been told yet."""

    rule: str
    to: str
    facts: dict[str, Any]


@dataclass
class Memory:
    """The state of all rules, by name, with what each watched when it was told of; and messages not yet delivered."""

    told: dict[str, Told] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    pending: list[Message] = field(default_factory=list)
    checked_at: str = ""

    def of(self, rule: AlertRule) -> Told:
        """What is known of a rule; nothing of one that watches something else by now."""
        return self.told.get(rule.name, Told()) if self.meanings.get(rule.name) == rule.meaning else Told()

    def keep_only(self, rules: list[AlertRule]) -> None:
        """Forgets rules, and messages to people, that are no longer in the file."""
        names, told = {rule.name for rule in rules}, {(rule.name, to) for rule in rules for to in rule.to}
        self.told = {name: state for name, state in self.told.items() if name in names}
        self.meanings = {name: meaning for name, meaning in self.meanings.items() if name in names}
        self.pending = [message for message in self.pending if (message.rule, message.to) in told]


def read_memory(home: Home) -> Memory:
    """The state as the last check left it; EvenhandError when the file is damaged."""
    if not home.alerts_state.exists():
        return Memory()
    try:
        stored = json.loads(home.alerts_state.read_text(encoding="utf-8"))
        return Memory(
            told={name: Told(**state) for name, state in stored["told"].items()},
            meanings=dict(stored["meanings"]),
            pending=[Message(**message) for message in stored["pending"]],
            checked_at=str(stored["checked_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvenhandError(
            f"{home.alerts_state} cannot be read: {error}.", "Remove it; what is special now is then told once more."
        ) from error


def write_memory(home: Home, memory: Memory) -> None:
    """Puts the state in the place of the old one in one step, so that a crash leaves one or the other."""
    beside = home.alerts_state.with_suffix(".part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(memory), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(home.alerts_state)
