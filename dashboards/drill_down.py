"""From a number to its records: the panel that every page with numbers carries, and the callback that fills it."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboards.access.reader import Need
from dashboards.components import Records
from dashboards.export import register_export
from dashboards.export_records import record_lines, record_tables
from dashboards.layout import answers
from dashboards.views.records import read_asked, records

PAGE = "records"
"""Offers the filters of all pages: what a page does not offer is not in the state that it sends."""

register_export("records", record_tables, record_lines, filtered_as=PAGE, needs=Need.RECORDS)


def panel() -> Records:
    """The panel, closed until a number is asked for its records."""
    return Records("records")


def serve_records(app: Dash) -> None:
    """Gives an app the callback: registered on import it is the first app's of a process alone."""
    asked = Input("records", "chosen"), State("filter-state", "data")
    app.callback(Output("records", "data"), *asked, prevent_initial_call=True)(fill)


def fill(sent: dict[str, Any] | None, address: dict[str, Any]) -> Any:
    """One page of the records asked for; `asked` and `ticket` tell the panel which question it answers."""
    if not sent:
        return no_update

    def answer(store: Any, state: Any) -> Any:
        asked = read_asked(sent, store)
        if asked is None:
            return no_update
        listed = records(store, state, answers().offered(store, PAGE), asked)
        slices = ", ".join(f"{dimension} {value}" for dimension, value in asked.slices)
        subject = dict(asked.slices).get("agent", "")
        answers().write_down("records", metric=asked.metric, subject=subject, slices=slices, what=listed["sentence"])
        return listed

    found = answers().export(PAGE, address, answer)
    return found if found is no_update else found | {"asked": sent, "ticket": sent.get("ticket")}
