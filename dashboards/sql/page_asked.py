"""What a browser asks of the SQL page, checked: the statement, the values of its parameters, and a ticket."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboards.formats import count

LONGEST_STATEMENT = 100_000
LONGEST_VALUE = 4_000
MOST_VALUES = 50
_TICKET = re.compile(r"[0-9a-f]{16,64}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


class AskedWrongError(Exception):
    """Something that cannot be asked, in words for the person who asked."""


@dataclass(frozen=True)
class Asked:
    """A statement to run; `told` are the values as the person wrote them, `values` what the database gets."""

    statement: str
    told: Mapping[str, Mapping[str, str]]
    values: Mapping[str, Any]
    ticket: str


def read_asked(sent: object) -> Asked | None:
    """What is asked; None for what no page of ours sends, AskedWrongError for what a person can put right."""
    if not isinstance(sent, Mapping):
        return None
    statement, told, ticket = sent.get("statement"), sent.get("values", {}), sent.get("ticket")
    if not isinstance(statement, str) or not isinstance(told, Mapping) or not is_ticket(ticket):
        return None
    if not statement.strip():
        raise AskedWrongError("Write a statement first, such as: select team, count(*) from case_openings group by all")
    if len(statement) > LONGEST_STATEMENT:
        raise AskedWrongError(
            f"A statement has at most {count(LONGEST_STATEMENT)} letters; this has {count(len(statement))}."
        )
    if not is_text(statement):
        raise AskedWrongError("The statement holds half a letter that no text can hold. Write it anew.")
    if len(told) > MOST_VALUES:
        raise AskedWrongError(f"A statement has at most {MOST_VALUES} parameters.")
    kept = {str(name): _written(str(name), value) for name, value in told.items()}
    return Asked(statement, kept, {name: _value(name, **value) for name, value in kept.items()}, str(ticket))


def is_text(written: str) -> bool:
    """Whether this is text in full: a browser can send halves of letters, which no file can keep."""
    try:
        written.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_ticket(ticket: object) -> bool:
    """Whether this names a run: digits of a hexadecimal number that the browser drew."""
    return isinstance(ticket, str) and _TICKET.fullmatch(ticket) is not None


def _written(name: str, value: object) -> dict[str, str]:
    if not _NAME.fullmatch(name) or not isinstance(value, Mapping):
        raise AskedWrongError(f"“{name[:63]}” cannot be the name of a parameter.")
    text = str(value.get("text") or "")
    if not is_text(text):
        raise AskedWrongError(f"The value of ${name} holds half a letter that no text can hold. Write it anew.")
    if len(text) > LONGEST_VALUE:
        raise AskedWrongError(f"The value of ${name} has more than {count(LONGEST_VALUE)} letters.")
    kind = value.get("kind")
    return {"kind": kind if kind in ("number", "date") else "text", "text": text}


def _value(name: str, kind: str, text: str) -> Any:
    """The value in its type; empty is null, so that a field left alone is not taken for an empty text."""
    if not text.strip():
        return None
    try:
        if kind == "date":
            return date.fromisoformat(text.strip())
        if kind == "number":
            return _number(text.strip())
    except ValueError:
        wanted = "a day like 2026-06-30" if kind == "date" else "a number like 12 or 0.5"
        raise AskedWrongError(f"The value of ${name} has to be {wanted}, and is “{text[:40]}”.") from None
    return text


def _number(text: str) -> int | float:
    if re.fullmatch(r"[+-]?\d{1,18}", text):
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
