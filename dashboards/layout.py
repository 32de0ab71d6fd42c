"""The frame of every page: navigation, heading, filters, and the page that is shown when nothing can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import dcc, html
from flask import current_app

from dashboards.access.account import account
from dashboards.access.audit_log import AuditError
from dashboards.access.reader import Need, Reader, Role, current_reader
from dashboards.answers import Answers
from dashboards.components import Choice, Reset, Shell
from dashboards.localised import picker_form
from dashboards.periods import last_day
from dashboards.read_from import note_whole_page, notice
from dashboards.registered import pages
from dashboards.state import CUSTOM, Offered, ViewState, single_values
from dashboards.views.heat import label
from dashboards.views.scope import every_team
from dashboards.views_menu import views_menu
from transforms.generations import GenerationError
from transforms.row_rules import NotAllowedError

# Whose questions the pages answer, from which place in the navigation on.
_AUDIENCES = ((0, "Executive"), (6, "Supervisor"), (12, "Analyst"))
_PERIOD_LABELS = [
    {"value": "7d", "label": "7 days"},
    {"value": "28d", "label": "28 days"},
    {"value": "13w", "label": "13 weeks"},
    {"value": "52w", "label": "52 weeks"},
    {"value": "all", "label": "All"},
]


def answers() -> Answers:
    """What the app of this request answers from."""
    found = current_app.config["EVENHAND_ANSWERS"]
    assert isinstance(found, Answers)
    return found


def page(path: str, title: str | Callable[[Answers], str], body: Callable[[Answers], list[Any]]) -> html.Div:
    """A whole page: navigation beside heading and body, or what to do when there is nothing to read."""
    note_whole_page()
    heading = title if isinstance(title, str) else ""
    try:
        heading = heading or title(answers())  # type: ignore[operator]
        content = body(answers())
    except GenerationError as trouble:
        content = [_trouble(trouble)]
    except NotAllowedError as refused:
        content = [_refusal(str(refused))]
    except AuditError as untold:
        content = [_trouble(untold, "What people look at is written down first, and that fails now:")]
    title_row = html.Div([html.H1(heading), views_menu()], className="head-title")
    return html.Div(
        [
            Shell("shell", _shell(path)),
            html.Main([html.Div([title_row, *_stand_in(), *content[:1]], className="head"), *content[1:]], id="main"),
        ],
        className="frame",
    )


def _shell(path: str) -> dict[str, Any]:
    """What stands beside every page, for its reader."""
    reader = current_reader()
    return {
        "groups": _navigation(),
        # To a rep, the page of all reps is the own one.
        "path": _own_page(reader) if reader.role is Role.REP and path == "/reps" else path,
        "may": _granted(),
        "everything": every_team(reader.rule),
        "account": account(),
    }


def _own_page(reader: Reader) -> str:
    return f"/reps/{quote(reader.agent)}"


def _navigation() -> list[dict[str, Any]]:
    """The pages by audience; what is reached from another page only, or not by this reader, is left out."""
    groups: list[dict[str, Any]] = [{"name": name, "pages": []} for _, name in _AUDIENCES]
    reader = current_reader()
    if reader.role is Role.REP:
        groups[1]["pages"].append({"name": "My figures", "path": _own_page(reader), "icon": "reps"})
    for entry in pages():
        if not entry["path_template"] and reader.may(entry["needs"]):
            place = sum(entry["order"] >= first for first, _ in _AUDIENCES) - 1
            icon = entry["module"].rsplit(".", 1)[-1]
            groups[place]["pages"].append({"name": entry["name"], "path": entry["path"], "icon": icon})
    return groups


def _granted() -> list[str]:
    """What the reader may see, so that pages do not offer what would be refused."""
    reader = current_reader()
    return [need.value for need in Need if reader.may(need)]


def no_entry(name: str) -> html.Div:
    """What stands in the place of a page that the reader's role does not see."""
    return page("", name, lambda _: [_refusal("Your role does not see this page. An administrator can change that.")])


def _refusal(words: str) -> html.Div:
    return html.Div(
        [html.H2("Not for your role"), html.P(words), dcc.Link("Overview", href="/")],
        className="card trouble",
        role="alert",
    )


def unknown(heading: str, kind: str, name: str, way_out: str, path: str) -> html.Div:
    """What a page about one of a kind says of a name that the data do not have, with a way to all of them.

    Whether somebody else may see it is not told. To a rep the page of all reps is shut, so the way is to the own one.
    """
    reader = current_reader()
    of_what = "whose figures you may see" if reader.rule.limits else "of the data"
    words = f"No {kind} {of_what} is called “{name}”. Names in an address are those that the sources use."
    if reader.role is Role.REP and path == "/reps":
        way_out, path = "My figures", _own_page(reader)
    return html.Div(
        [html.H2(heading), html.P(words), dcc.Link(way_out, href=path)], className="card trouble", role="alert"
    )


def _stand_in() -> list[html.Div]:
    """What is said above a page while it shows an earlier generation than the one that should be there."""
    words = notice()
    return [html.Div(words, className="stand-in", role="alert")] if words else []


def _trouble(trouble: Exception, why: str = "The published data cannot be read:") -> html.Div:
    return html.Div(
        [html.H2("There is nothing to show"), html.P(why), html.Pre(str(trouble))],
        className="card trouble",
        role="alert",
    )


def filter_bar(state: ViewState, offered: Offered, is_compared: bool = True) -> html.Div:
    """Controls set to the state, and the stores that carry it; one clientside callback owns them all.

    A page that compares nothing with an earlier period has no use for the choice of one.
    """
    newest = answers().read("newest day", lambda store: last_day(store.generation).isoformat())
    chosen_range = [state.start.isoformat(), state.end.isoformat()] if state.start and state.end else [None, None]
    return html.Div(
        [
            dmc.SegmentedControl(
                id="filter-period", data=_PERIOD_LABELS, value="" if state.period == CUSTOM else state.period, size="sm"
            ),
            dmc.DatePickerInput(
                id="filter-range",
                type="range",
                value=chosen_range,
                placeholder="Other dates",
                valueFormat=picker_form(),
                # The calendar opens where the data end: today may lie months after.
                defaultDate=newest,
                size="sm",
                w=204,
                **{"aria-label": "From and to"},
            ),
            html.Div(
                [
                    dmc.Select(
                        id="filter-compare",
                        data=[
                            {"value": "previous", "label": "vs previous period"},
                            {"value": "year", "label": "vs last year"},
                        ],
                        value=state.compare,
                        allowDeselect=False,
                        size="sm",
                        w=170,
                        **{"aria-label": "Compare with"},
                    ),
                ],
                className="against",
                hidden=not is_compared,
            ),
            # On the page of one team there is nothing to choose.
            html.Div(
                _choice(
                    "filter-teams",
                    "teams",
                    [(team, team) for team in offered.teams],
                    state.teams,
                    every_team(current_reader().rule),
                ),
                hidden=len(offered.teams) == 1,
            ),
            _choice("filter-channels", "channels", [(c, label(c)) for c in offered.channels], state.channels),
            html.Div(
                _choice("filter-topics", "topics", [(t, label(t)) for t in offered.topics], state.topics),
                hidden=not offered.topics,
            ),
            Reset("filter-reset"),
            dcc.Store(id="filter-metric"),
            dcc.Store(id="filter-view"),
            dcc.Store(id="filter-set"),
            dcc.Store(id="filter-state", data=_carried(state, offered)),
        ],
        className="filters",
    )


def _carried(state: ViewState, offered: Offered) -> dict[str, Any]:
    """The state as the browser sends it back: what a panel asks for must be under the filters that are shown."""
    return {
        "p": state.period,
        "from": state.start.isoformat() if state.start else "",
        "to": state.end.isoformat() if state.end else "",
        "cmp": state.compare,
        "team": list(state.teams),
        "channel": list(state.channels),
        "topic": list(state.topics),
        "offers_topics": bool(offered.topics),
        **single_values(state),
        "defaults": offered.defaults,
    }


def _choice(
    id_: str, word: str, options: list[tuple[str, str]], chosen: tuple[str, ...], everything: str = ""
) -> Choice:
    listed = [{"value": value, "label": text} for value, text in options]
    return Choice(
        id_, {"everything": everything or f"All {word}", "word": word, "options": listed}, chosen=list(chosen)
    )
