"""One check of all rules: evaluated, remembered, told; what could not be told is tried again at the next check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dashboards.localised import use_locale
from evenhand.addresses import shown
from evenhand.alerts.delivery import deliver, facts_of
from evenhand.alerts.memory import Memory, Message, next_told, read_memory, write_memory
from evenhand.alerts.rules import AlertRule, read_rules
from evenhand.errors import EvenhandError
from evenhand.generations import current_generation
from evenhand.home import Home
from evenhand.locks import exclusive_lock
from evenhand.settings import Settings

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from evenhand.alerts.standing import Standing


@dataclass
class CheckReport:
    """What a check did."""

    rules: int = 0
    told: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def check_alerts(home: Home, settings: Settings) -> CheckReport:
    """Evaluates every rule over the newest whole week and tells what has begun or ended since the last check."""
    with exclusive_lock(home.alerts_lock, "Another check of alerts is running", "Wait for it to end."):
        rules = read_rules(home)
        memory, report = read_memory(home), CheckReport(len(rules))
        memory.keep_only(rules)
        _evaluate(home, settings, rules, memory, report)
        memory.checked_at = datetime.now(UTC).isoformat(timespec="seconds")
        # Before anybody is told: after a crash something is told twice rather than never.
        write_memory(home, memory)
        _deliver(home, settings, memory, report)
    return report


def _evaluate(home: Home, settings: Settings, rules: list[AlertRule], memory: Memory, report: CheckReport) -> None:
    use_locale(settings.locale)
    with _open_store(home) as store:
        for rule in rules:
            now = _standing(store, rule, settings.report_stale_days)
            if now.problem:
                report.problems.append(f"Rule {rule.name!r} cannot be evaluated: {now.problem}.")
            told, event = next_told(memory.of(rule), now)
            memory.told[rule.name], memory.meanings[rule.name] = told, rule.meaning
            if event:
                facts = facts_of(rule, event, now, store.generation)
                memory.pending += [Message(rule.name, to, facts) for to in rule.to]


def _standing(store: RememberedStore, rule: AlertRule, most_days: int) -> Standing:
    # Imported here: the semantic layer takes seconds to start, which nobody should wait for who mistyped a rule.
    from dashboards.periods import last_day
    from evenhand.alerts.standing import Standing, newest_week, standing

    newest, week = last_day(store.generation), newest_week(store.generation)
    assert week.start is not None
    if (datetime.now(UTC).date() - newest).days > most_days:
        return Standing(week.start, problem=f"the data end on {newest}")
    return standing(store, rule)


def _deliver(home: Home, settings: Settings, memory: Memory, report: CheckReport) -> None:
    for message in list(memory.pending):
        try:
            deliver(settings, message)
        except EvenhandError as error:
            report.problems.append(f"Rule {message.rule!r}: {error} It is tried again at the next check.")
            continue
        report.told.append(f"{message.facts['event']}: {message.rule} -> {shown(message.to)}")
        memory.pending.remove(message)
        write_memory(home, memory)


@contextmanager
def _open_store(home: Home) -> Iterator[RememberedStore]:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricStore

    store = RememberedStore(MetricStore.open(current_generation(home).folder))
    try:
        yield store
    finally:
        store.close()
