"""SQL: statements of an analyst's own on the published tables, their answers as rows, chart and files."""

from __future__ import annotations

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
    register_page,
)
from flask import current_app

from dashboards.access.reader import Need, current_reader
from dashboards.answers import Answers
from dashboards.components import SqlEditor, SqlQueries, SqlResult, SqlSchema
from dashboards.drill_down import PAGE as FILTERED_AS
from dashboards.export import register_export
from dashboards.layout import answers, page
from dashboards.sql.page_asked import is_ticket
from dashboards.sql.page_file import answer_lines, answer_tables, console
from dashboards.sql.page_kept import kept
from dashboards.sql.page_number import statement_of, statement_of_metric
from dashboards.sql.page_schema import known_metrics, known_tables
from dashboards.sql.page_shown import shown
from dashboards.views.scope import as_of

register_page(__name__, path="/sql", name="SQL", title="SQL · Evenhand", order=13, needs=Need.SQL)
register_export("sql", answer_tables, answer_lines, filtered_as=FILTERED_AS, needs=Need.SQL)


def layout(**address: str) -> html.Div:
    """The page, with the statement of the number that its address names, if it names one."""
    return page("/sql", "SQL", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    def opened(store: Any, state: Any) -> dict[str, Any]:
        asks, reader = console(), current_reader()
        asks.prepare(store, reader)
        return {
            "said": f"{as_of(store.generation)}, generation {store.generation['generation']}. Statements read the "
            "published tables and change nothing; each is written to the audit log.",
            "editor": {
                "why_off": asks.why_off(),
                "warning": asks.warning(),
                "statement": statement_of(store, state, address),
            },
            "schema": {"tables": known_tables(store, asks.database(reader, store)), "metrics": known_metrics(store)},
        }

    shown_first = source.export(FILTERED_AS, address, opened)
    work = [
        SqlQueries("sql-queries", {"queries": [], "history": [], "said": ""}),
        SqlEditor("sql-editor", shown_first["editor"]),
        SqlResult("sql-result"),
        *(
            dcc.Store(id=name)
            for name in ("sql-cancel", "sql-cancelled", "sql-metric", "sql-metric-text", "sql-placed")
        ),
    ]
    return [
        html.P(shown_first["said"], className="subtitle"),
        html.Div(
            [html.Div(work, className="sql-work"), SqlSchema("sql-schema", shown_first["schema"])],
            className="sql-page",
        ),
    ]


@callback(Output("sql-result", "data"), Input("sql-editor", "chosen"), prevent_initial_call=True)
def run(sent: Any) -> Any:
    """The answer to a statement, or why there is none; `ticket` tells the page which run it is of."""
    found = answers().export(FILTERED_AS, {}, lambda store, _: shown(store, console(), current_reader(), sent))
    return no_update if found is None else found


@callback(Output("sql-cancelled", "data"), Input("sql-cancel", "data"), prevent_initial_call=True)
def cancel(sent: Any) -> Any:
    """Ends a run of the reader's own; its answer then says that it was cancelled."""
    ticket = sent.get("ticket") if isinstance(sent, dict) else None
    return console().cancel(current_reader(), str(ticket)) if is_ticket(ticket) else no_update


@callback(Output("sql-queries", "data"), Input("sql-queries", "chosen"), prevent_initial_call=True)
def keep(asked: Any) -> Any:
    """Lists, saves or deletes statements; `ticket` tells the menu which wish was answered."""
    if not isinstance(asked, dict):
        return no_update
    queries = current_app.config["EVENHAND_SQL_QUERIES"]
    return kept(queries, console().history, current_reader().name, asked) | {"ticket": asked.get("ticket")}


@callback(Output("sql-metric-text", "data"), Input("sql-metric", "data"), prevent_initial_call=True)
def compile_metric(asked: Any) -> Any:
    """The statement of a metric, for the place in the editor where its name was chosen."""
    if not isinstance(asked, dict):
        return no_update
    text = answers().export(FILTERED_AS, {}, lambda store, _: statement_of_metric(store, asked.get("name")))
    return no_update if text is None else {"text": text, "ticket": asked.get("ticket")}


clientside_callback(
    ClientsideFunction("evenhandSql", "place"),
    Output("sql-placed", "data"),
    Input("sql-metric-text", "data"),
    prevent_initial_call=True,
)
