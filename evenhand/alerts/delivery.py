"""From an alert to its reader: a mail in words, or a webhook with the facts."""

from __future__ import annotations

from typing import Any

from evenhand.addresses import is_web_address
from evenhand.alerts.memory import BEGAN, ENDED, Message
from evenhand.alerts.rules import AlertRule
from evenhand.alerts.standing import Standing
from evenhand.mail import mail_server, new_message
from evenhand.settings import Settings
from evenhand.webhook import post_json

_BEGINNINGS = {BEGAN: "Alert", ENDED: "Alert over"}


def facts_of(rule: AlertRule, event: str, now: Standing, generation: dict[str, Any]) -> dict[str, Any]:
    """Everything about an alert, as a webhook gets it."""
    return {
        "alert": rule.name,
        "event": event,
        "words": now.problem or now.words,
        "metric": rule.metric,
        "where": {name: list(values) for name, values in rule.where},
        "week": now.week.isoformat(),
        "value": now.value,
        "n": now.n,
        "low": now.low,
        "high": now.high,
        "generation": generation.get("generation"),
        "data_as_of": generation.get("data_as_of"),
    }


def deliver(settings: Settings, message: Message) -> None:
    """Hands one message over; EvenhandError when nobody takes it."""
    if is_web_address(message.to):
        post_json(message.to, message.facts)
        return
    mail_server(settings).send(new_message(_subject(message.facts), _text(message.facts)), message.to)


def _subject(facts: dict[str, Any]) -> str:
    return f"{_BEGINNINGS.get(facts['event'], 'Alert cannot be evaluated')}: {facts['alert']}"


def _text(facts: dict[str, Any]) -> str:
    slices = ", ".join(f"{name} {' or '.join(values)}" for name, values in facts["where"].items())
    lines = [
        _subject(facts),
        f"{facts['words']}.",
        f"Of {slices or 'the whole department'}; metric {facts['metric']}.",
        f"Generation {facts['generation']}, data as of {facts['data_as_of']}.",
    ]
    return "\n".join(lines) + "\n"
