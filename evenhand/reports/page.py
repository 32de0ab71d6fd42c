"""A page of the app as a report needs it: its layout is asked for, as a browser's visit would, and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

from dashboards.access.reader import Reader, acting_as
from dashboards.formats import count
from dashboards.registered import pages
from dashboards.views.scope import as_of
from evenhand.reports.request import ReportError, ReportRequest

if TYPE_CHECKING:
    from dash import Dash

_FILTER_WORDS = {
    "p": "period",
    "from": "first day",
    "to": "last day",
    "cmp": "comparison",
    "team": "team",
    "channel": "channel",
    "topic": "topic",
    "m": "metric",
    "grain": "grain",
}
_NAMES_TOLD = 20


@dataclass(frozen=True)
class KeyFigure:
    """One figure as the page words it."""

    label: str
    value: str
    change: str
    verdict: str
    note: str


@dataclass(frozen=True)
class ReportPage:
    """What a page shows, in words, and the address at which a browser draws the same."""

    path: str
    heading: str
    scope: str
    as_of: str
    generation: str
    data_as_of: datetime | None
    figures: tuple[KeyFigure, ...]
    is_empty: bool


def read_page(app: Dash, request: ReportRequest, reader: Reader) -> ReportPage:
    """The page that is asked for, as one reader sees it.

    ReportError where it is unknown, cannot be read, is not for that reader or does not take the filters.
    """
    with app.server.app_context(), acting_as(reader):
        return _read(app, request)


def _read(app: Dash, request: ReportRequest) -> ReportPage:
    layout, path, named = _find(request.page)
    parts = list(_walk(layout(**named, **request.address)))
    _refuse_trouble(parts)
    _refuse_unknown_filters(request, parts)
    facts = app.server.config["EVENHAND_ANSWERS"].read("facts", lambda store: dict(store.generation))
    said = _data_of(parts, "Scope") or {}
    moment = facts.get("data_as_of")
    return ReportPage(
        path=f"{path}?{urlencode(request.address)}" if request.address else path,
        heading=next((_text(part) for part in parts if type(part).__name__ == "H1"), request.page),
        scope=_sentence(said),
        as_of=as_of(facts),
        generation=str(facts.get("generation", "")),
        data_as_of=datetime.fromisoformat(moment) if moment else None,
        figures=tuple(_figures(parts)),
        is_empty=bool(said.get("is_empty")),
    )


def _find(asked: str) -> tuple[Any, str, dict[str, str]]:
    """The layout, the path, and what the path names, such as the rep of a rep's page."""
    word = asked.strip("/")
    for entry in pages():
        pattern = str(entry["path_template"] or entry["path"]).strip("/")
        form = "".join(
            f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("<") else re.escape(part)
            for part in re.split(r"(<\w+>)", pattern)
        )
        if found := re.fullmatch(form, word):
            return entry["layout"], "/" + quote(unquote(word)), found.groupdict()
        if not entry["path_template"] and word.lower() in (_module(entry), str(entry["name"]).lower()):
            return entry["layout"], entry["path"], {}
    known = sorted(str(e["path_template"]).strip("/") if e["path_template"] else _module(e) for e in pages())
    raise ReportError(f"There is no page {asked!r}.", f"These are: {', '.join(known)}.")


def _module(entry: dict[str, Any]) -> str:
    return str(entry["module"]).rsplit(".", 1)[-1].replace("_", "-")


def _walk(tree: Any) -> Iterator[Any]:
    yield tree
    yield from tree._traverse()


def _refuse_trouble(parts: list[Any]) -> None:
    for part in parts:
        if "trouble" in str(getattr(part, "className", "") or "").split():
            raise ReportError("The page cannot be drawn: " + " ".join(_text(part).split()))


def _refuse_unknown_filters(request: ReportRequest, parts: list[Any]) -> None:
    """An address falls back to what is offered, silently; a report that did so would be of something else."""
    carried: dict[str, Any] = next((p.data for p in parts if getattr(p, "id", None) == "filter-state"), {})
    for key, asked in request.address.items():
        taken = carried.get(key, "")
        wrong = [one for one in asked.split("|") if one not in (taken if isinstance(taken, list) else [taken])]
        if wrong:
            offered = _offered(parts, key)
            raise ReportError(
                f"The page {request.page} knows no {_FILTER_WORDS[key]} {', '.join(wrong)}.",
                f"There are: {', '.join(offered)}." if offered else "",
            )


def _offered(parts: list[Any], key: str) -> list[str]:
    choice = next((part.data for part in parts if getattr(part, "id", None) == f"filter-{key}s"), None)
    return [option["value"] for option in choice["options"]][:_NAMES_TOLD] if choice else []


def _data_of(parts: list[Any], kind: str) -> Any:
    return next((part.data for part in parts if type(part).__name__ == kind), None)


def _sentence(said: dict[str, Any]) -> str:
    """The sentence under the title, in the words of the screen."""
    if not said:
        return ""
    against = f" compared with {said['compared']}" if said.get("compared") else ""
    if said.get("uncompared"):
        against = f" · {said['uncompared']}"
    return " · ".join([f"{said['period']}{against}", *said["slices"], said["volume"]])


def _figures(parts: list[Any]) -> Iterator[KeyFigure]:
    for tile in _data_of(parts, "Tiles") or []:
        value = f"{tile['number']} {tile['unit']}".strip()
        yield KeyFigure(tile["label"], value, tile["change"], tile["verdict"]["word"], tile["note"])
    for family in (_data_of(parts, "Signals") or {"families": []})["families"]:
        for row in family["rows"]:
            yield _of_signal(row)


def _of_signal(row: dict[str, Any]) -> KeyFigure:
    said, moved = row["verdict"], row["comparison"] or {}
    words = f"{said['kind']}: {said['words']}" if said["kind"] else said["words"]
    change = " ".join(part for part in (moved.get("moved"), moved.get("reading")) if part)
    n = "" if row["n"] is None else f"n {count(row['n'])}"
    note = " · ".join(part for part in (row["note"], n) if part)
    return KeyFigure(row["label"], f"{row['number']} {row['unit_word']}".strip(), change, words, note)


def _text(part: Any) -> str:
    if part is None or isinstance(part, (str, int, float)):
        return str(part or "")
    children = part if isinstance(part, (list, tuple)) else getattr(part, "children", None)
    if isinstance(children, (list, tuple)):
        return " ".join(_text(child) for child in children)
    return _text(children)
