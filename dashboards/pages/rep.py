"""One rep: figures with what would be expected, pairs that must be read together, months, and what the rep works on."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlencode

from dash import Input, Output, State, callback, dcc, html, register_page

from dashboards.access.reader import Need, current_reader
from dashboards.answers import Answers
from dashboards.components import CaseMix, PageLink, Pairs, Scope, Scores
from dashboards.drill_down import panel
from dashboards.layout import answers, filter_bar, page, unknown
from dashboards.state import Offered, ViewState, as_address
from dashboards.views.rep import rep
from dashboards.views.scorecards import people
from transforms.row_rules import NotAllowedError


def _title(agent: str = "") -> str:
    return f"{unquote(agent) or 'Rep'} · Evenhand"


register_page(__name__, path_template="/reps/<agent>", name="Rep", title=_title, order=8, needs=Need.PERSON)

LIMITS = (
    "They say that a figure differs, never why: a hard customer, a new tool or a bad week look the same as a habit.",
    "Only tier, channel, topic and priority are taken out. Whatever else makes cases hard is still in.",
    "Satisfaction is that of customers who answered. Who is asked, and who answers, is not chance.",
    "With twenty figures of a rep, one says “maybe” by chance alone. A single “maybe” is nothing to act on.",
    "They must not decide about anybody alone. Look at the records, and hear the rep first.",
)


def layout(agent: str = "", **address: str) -> html.Div:
    """The page of the rep that the path names, in the state that the address asks for."""
    name = unquote(agent)
    return page("/reps", lambda source: _heading(source, name), lambda source: _body(source, name, address))


def _heading(source: Answers, name: str) -> str:
    known = source.read("people", people)
    return str(known[name]["name"] or name) if name in known else "Reps"


def _shown(source: Answers, name: str, address: dict[str, Any]) -> tuple[ViewState, Offered, dict[str, Any]]:
    if name not in source.read("people", people):
        raise NotAllowedError(f"There is no rep called {name} whose figures you may see.")
    state, offered, shown = source.view("reps", address, lambda store, state: rep(store, state, name), about=name)
    query = as_address(state, offered).removeprefix("?")
    link = "/download/reps.csv?" + "&".join(part for part in (query, urlencode({"agent": name})) if part)
    return state, offered, shown | {"scope": shown["scope"] | {"download": link}}


def _body(source: Answers, name: str, address: dict[str, str]) -> list[Any]:
    if name not in source.read("people", people):
        return [unknown("Nobody of this name", "rep", name, "All reps", "/reps")]
    state, offered, shown = _shown(source, name, address)
    return [
        html.Div(
            [
                html.P([*_way_up(), shown["team"]]),
                Scope("rep-scope", shown["scope"]),
            ],
            className="rep-head",
        ),
        filter_bar(state, offered, is_compared=False),
        dcc.Store(id="rep-agent", data=name),
        html.Div(
            [
                Pairs("rep-pairs", {"pairs": shown["pairs"]}),
                Scores("rep-scores", shown["scores"] | {"sentence": shown["sentence"]}),
                CaseMix("rep-mix", shown["mix"]),
                _limits(),
            ],
            className="stack",
        ),
        panel(),
    ]


def _way_up() -> list[Any]:
    """The page of all reps, for those who see it."""
    if not current_reader().may(Need.PEOPLE):
        return []
    return [PageLink("rep-up", {"href": "/reps", "text": "Reps"}), " › "]


def _limits() -> html.Section:
    return html.Section(
        [
            html.H2("What these numbers cannot say"),
            html.Ul([html.Li(text) for text in LIMITS]),
            html.P("How readings are made, how often they are wrong, and what else they leave out: docs/fairness.md."),
        ],
        className="card limits",
    )


@callback(
    Output("rep-scope", "data"),
    Output("rep-scores", "data"),
    Output("rep-pairs", "data"),
    Output("rep-mix", "data"),
    Input("filter-state", "data"),
    State("rep-agent", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any], name: str) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = _shown(answers(), name, asked)
    scores = shown["scores"] | {"sentence": shown["sentence"]}
    return shown["scope"], scores, {"pairs": shown["pairs"]}, shown["mix"]
