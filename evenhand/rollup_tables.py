"""The rollups of a new file: made when the facts stand, before anybody can read them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from evenhand.dbt_run import Progress
from transforms.agent_ranks import AGENT_CELLS, agent_statements
from transforms.catalogue import read_catalogue
from transforms.generations import DATABASE_FILE
from transforms.open_work import OPEN_CASES, OPEN_CASES_STATEMENT
from transforms.ranked import BINS, RANK_INDEX, WORTH_KEEPING, ranking_statements
from transforms.resident_ranks import FINE_BINS, FINE_INDEX, fine_relation, fine_statement
from transforms.resolution_curves import DRAWN_OUTCOMES, DRAWN_STATEMENT, OUTCOMES
from transforms.rollups import ROLLED_BY, SUM_INDEX, Rollup, rollups


def make_rollups(building: Path, semantic_manifest: Path, progress: Progress) -> None:
    """Makes what spares pages of a building folder the reading of whole facts: sums by day, ranks, some cases."""
    made, compared = rollups(semantic_manifest), _compared(semantic_manifest)
    with duckdb.connect(str(building / DATABASE_FILE)) as connection:
        connection.execute(f"create or replace table main.{SUM_INDEX} (model varchar, relation varchar, cut varchar[])")
        connection.execute(
            f"create or replace table main.{RANK_INDEX} (measure varchar, ranked varchar, edges double[])"
        )
        connection.execute(
            f"create or replace table main.{FINE_INDEX} (ranked varchar, relation varchar, edges double[])"
        )
        for done, rollup in enumerate(made):
            progress(done, len(made), f"sums by day of {rollup.model}")
            for relation, cut in rollup.cuts.items():
                _sum(connection, relation, rollup.query(cut))
                connection.execute(
                    f"insert into main.{SUM_INDEX} values (?, ?, ?)", [rollup.model, relation, list(cut)]
                )
            _rank(connection, rollup, compared)
        _draw_cases(connection)
        connection.execute(f"create or replace table main.{OPEN_CASES} as {OPEN_CASES_STATEMENT}")
    progress(len(made), len(made), "sums by day")


def _sum(connection: duckdb.DuckDBPyConnection, relation: str, query: str) -> None:
    # The database sums whole numbers into ones of 16 bytes, which no department fills.
    described = connection.execute(f"describe {query}").fetchall()
    columns = [
        f'cast("{name}" as bigint) as "{name}"' if kind == "HUGEINT" else f'"{name}"' for name, kind, *_ in described
    ]
    connection.execute(f'create or replace table main."{relation}" as select {", ".join(columns)} from ({query})')


def _compared(semantic_manifest: Path) -> frozenset[str]:
    """The measures of the durations by which reps are compared."""
    definitions = read_catalogue(semantic_manifest).metrics.values()
    return frozenset(str(one.measure) for one in definitions if one.case_mix and one.quantile is not None)


def _rank(connection: duckdb.DuckDBPyConnection, rollup: Rollup, compared: frozenset[str]) -> None:
    """A median and a percentile of the same values share what is kept of them."""
    by_expression: dict[str, list[str]] = {}
    for measure, expression in rollup.quantiles.items():
        by_expression.setdefault(expression, []).append(measure)
    for expression, measures in by_expression.items():
        values = f'(select cast({expression} as double) as value from main."{rollup.fact}")'
        counted = connection.execute(f"select count(value) from {values}").fetchone()
        if not counted or counted[0] < WORTH_KEEPING:
            continue
        shares = ", ".join(str(part / FINE_BINS) for part in range(1, FINE_BINS))
        # Bins need not be quite equal, so a sample tells where they end.
        part = min(100.0, 100 * WORTH_KEEPING / counted[0])
        sampled = f"{values} tablesample bernoulli({part:.4f}%) repeatable (1)"
        found = connection.execute(f"select quantile_disc(value, [{shares}]) from {sampled}").fetchone()
        fine = (found[0] or []) if found else []
        edges = sorted(set(fine[FINE_BINS // BINS - 1 :: FINE_BINS // BINS]))
        columns = {"value": f"cast({expression} as double)", "day": rollup.day}
        columns |= {name: rollup.dimensions[name] for name in ROLLED_BY}
        for statement in ranking_statements(measures[0], rollup.fact, columns, edges):
            connection.execute(statement)
        _count_finely(connection, measures[0], sorted(set(fine)))
        if compared & set(measures):
            columns = {"value": columns["value"], "day": rollup.day}
            columns |= {name: rollup.dimensions[name] for name in AGENT_CELLS}
            for statement in agent_statements(measures[0], rollup.fact, columns):
                connection.execute(statement)
        rows = [[measure, measures[0], edges] for measure in measures]
        connection.executemany(f"insert into main.{RANK_INDEX} values (?, ?, ?)", rows)


def _count_finely(connection: duckdb.DuckDBPyConnection, ranked: str, edges: list[float]) -> None:
    connection.execute(fine_statement(ranked, edges))
    row = [ranked, fine_relation(ranked), edges]
    connection.execute(f"insert into main.{FINE_INDEX} values (?, ?, ?)", row)


def _draw_cases(connection: duckdb.DuckDBPyConnection) -> None:
    """Curves of a million cases are those of some thousands, provided that chance picks them."""
    counted = connection.execute(f"select count(*) from main.{OUTCOMES}").fetchone()
    if counted and counted[0] >= WORTH_KEEPING:
        connection.execute(f"create or replace table main.{DRAWN_OUTCOMES} as {DRAWN_STATEMENT}")
