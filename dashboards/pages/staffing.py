"""Staffing: how many agents a line needs by half hour, and what would change that."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import Levers, Scope, StaffedDay
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_staffing import staffing_lines, staffing_tables
from dashboards.layout import answers, filter_bar, page
from dashboards.plan import Plan, plan_address, read_plan
from dashboards.state import Offered, ViewState, as_address
from dashboards.views.staffing import chosen, levers, logged, staffing

register_page(__name__, path="/staffing", name="Staffing", title="Staffing · Evenhand", order=11, needs=Need.FIGURES)
register_export("staffing", staffing_tables, staffing_lines, needs=Need.FIGURES)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/staffing", "Staffing", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, plan, shown = _shown(source, address)
    return [
        Scope("staffing-scope", shown["scope"]),
        filter_bar(state, offered),
        Levers("staffing-levers", levers(plan, shown["usual"]), chosen=chosen(plan)),
        StaffedDay("staffing-day", shown["day"], chosen=plan.at),
        dcc.Store(id="staffing-plan"),
        panel(),
    ]


def _shown(source: Answers, address: dict[str, Any]) -> tuple[ViewState, Offered, Plan, dict[str, Any]]:
    """What was logged is kept by filters and weekdays; the formulas take milliseconds and are worked out each time."""
    weekdays = read_plan(address, Plan()).days
    state, offered, found = source.view(f"staffing {weekdays}", address, logged(weekdays))
    plan = read_plan(address, found["usual"])
    query = "&".join(filter(None, (as_address(state, offered).lstrip("?"), plan_address(plan, found["usual"]))))
    scope = found["scope"] | {"download": f"/download/staffing.csv?{query}"}
    return state, offered, plan, found | {"scope": scope, "day": staffing(found["arrivals"], plan)}


@callback(
    Output("staffing-scope", "data"),
    Output("staffing-day", "data"),
    Input("staffing-plan", "data"),
    prevent_initial_call=True,
)
def refresh(address: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter or a lever moves, in one answer."""
    _, _, _, shown = _shown(answers(), address)
    return shown["scope"], shown["day"]


clientside_callback(
    ClientsideFunction("evenhand", "plan"),
    Output("staffing-plan", "data"),
    Input("filter-state", "data"),
    Input("staffing-levers", "chosen"),
    Input("staffing-day", "chosen"),
    State("staffing-levers", "data"),
    prevent_initial_call=True,
)
