"""The rules that the project declares of its columns, asked of each table in one statement when dbt has built it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from dbt.adapters.factory import get_adapter
from dbt.artifacts.schemas.results import NodeStatus
from dbt.artifacts.schemas.run import RunResult
from dbt_common.exceptions import DbtRuntimeError

_ABSENT = ("where", "limit")
_PLAIN = {"severity": "ERROR", "error_if": "!= 0", "fail_calc": "count(*)"}


def _stands_twice(table: str, *columns: str) -> str:
    listed = ", ".join(columns)
    return f"select {listed} from {table} group by {listed} having count(*) > 1"


def _unique(table: str, told: dict[str, Any]) -> str:
    column = told["column_name"]
    return _stands_twice(f"{table} where {column} is not null", column)


def _not_null(table: str, told: dict[str, Any]) -> str:
    return f"select 1 from {table} where {told['column_name']} is null"


def _accepted_values(table: str, told: dict[str, Any]) -> str:
    values = ", ".join(f"'{value}'" if told.get("quote", True) else str(value) for value in told["values"])
    return f"select distinct {told['column_name']} from {table} where {told['column_name']} not in ({values})"


def _unique_combination(table: str, told: dict[str, Any]) -> str:
    return _stands_twice(table, *told["columns"])


KINDS: dict[str, tuple[Callable[[str, dict[str, Any]], str], str]] = {
    "unique": (_unique, "value(s) of {column_name} stand more than once"),
    "not_null": (_not_null, "row(s) without {column_name}"),
    "accepted_values": (_accepted_values, "value(s) of {column_name} that are not among {values}"),
    "unique_combination": (_unique_combination, "combination(s) of {columns} stand more than once"),
}
"""Kind of test to the rows that break it, as dbt's test of that name has them, and what to say of their number."""


def broken_rules(config: Any, manifest: Any, results: Iterable[Any]) -> list[Any]:
    """What dbt would have found with a node for each rule: failed results, of the models that were built.

    `config`, `manifest` and `results` are dbt's own of the run that has ended. Each node costs dbt more than its
    question costs the database, and most nodes of a build were such tests.
    """
    built = {result.node.unique_id for result in results if result.status == NodeStatus.Success}
    by_model = defaultdict(list)
    for node in manifest.nodes.values():
        if node.resource_type == "test" and getattr(node, "test_metadata", None) and node.test_metadata.name in KINDS:
            by_model[node.attached_node].append(node)
    adapter = get_adapter(config)
    with adapter.connection_named("declared rules"):
        return [
            result
            for model, tests in by_model.items()
            if model is None or model in built
            for result in _broken(adapter, manifest.nodes.get(model), tests)
        ]


def _broken(adapter: Any, model: Any, tests: list[Any]) -> list[Any]:
    strange = [test for test in tests if model is None or not _is_plain(test.config)]
    if strange:
        reason = "It is asked together with others, so it is of a model and takes no where, limit, severity or count."
        return [RunResult.from_node(test, NodeStatus.Error, reason) for test in strange]
    counts = ", ".join(f"(select count(*) from ({_rows(model, test)}) as broken)" for test in tests)
    try:
        _, answer = adapter.execute(f"select {counts}", fetch=True)
    except DbtRuntimeError as error:
        return [RunResult.from_node(test, NodeStatus.Error, str(error)) for test in tests]
    told = zip(tests, answer.rows[0], strict=True)
    return [RunResult.from_node(test, NodeStatus.Fail, _said(model, test, count)) for test, count in told if count]


def _is_plain(config: Any) -> bool:
    return all(getattr(config, name) is None for name in _ABSENT) and all(
        str(getattr(config, name)).lower() == value.lower() for name, value in _PLAIN.items()
    )


def _rows(model: Any, test: Any) -> str:
    rows, _ = KINDS[test.test_metadata.name]
    return rows(model.relation_name, test.test_metadata.kwargs)


def _said(model: Any, test: Any, count: int) -> str:
    told = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in test.test_metadata.kwargs.items()
    }
    return f"{count} {KINDS[test.test_metadata.name][1].format(**told)} in {model.name}."
