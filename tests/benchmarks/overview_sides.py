"""The two that are compared: Evenhand's overview, and the same overview in Apache Superset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dashboards.periods import periods_of
from dashboards.state import ViewState
from tests.benchmarks.kept_connection import Answer, KeptConnection, post_all
from tests.benchmarks.overview_states import asked_of_page
from tests.benchmarks.superset_charts import Chart, Measured, charts, told


class Side(Protocol):
    """One of the two."""

    def ask(self, state: ViewState) -> tuple[float, list[Answer]]:
        """Seconds from the first request to the last answer, and the answers."""


class Overview:
    """Evenhand's overview, asked as a browser asks it after a filter was changed."""

    def __init__(self, address: str) -> None:
        self._connection = KeptConnection(address)
        found = self._connection.get("/_dash-dependencies").json()
        self._output = next(entry["output"] for entry in found if _moves_overview(entry))
        named = (part.rsplit(".", 1) for part in self._output.strip(".").split("..."))
        self._outputs = [{"id": name, "property": data} for name, data in named]

    def ask(self, state: ViewState) -> tuple[float, list[Answer]]:
        """One request that brings the whole page."""
        given = {"id": "filter-state", "property": "data", "value": asked_of_page(state)}
        content = {"output": self._output, "outputs": self._outputs, "inputs": [given]}
        content |= {"changedPropIds": ["filter-state.data"]}
        return post_all([self._connection], "/_dash-update-component", [content])


def _moves_overview(entry: Mapping[str, Any]) -> bool:
    asked = [f"{given['id']}.{given['property']}" for given in entry["inputs"]]
    return "overview-heat.data" in entry["output"] and asked == ["filter-state.data"]


@dataclass(frozen=True)
class Dashboard:
    """The same as charts of Superset, over as many connections as a browser opens."""

    metrics: Mapping[str, Measured]
    datasets: Mapping[str, int]
    connections: list[KeptConnection]
    generation: dict[str, Any]

    def ask(self, state: ViewState) -> tuple[float, list[Answer]]:
        """A request for each chart."""
        contents = [chart.body(self.datasets[chart.table]) for chart in self._charts(state)]
        return post_all(self.connections, "/api/v1/chart/data", contents)

    def numbers(self, state: ViewState) -> dict[tuple[Any, ...], float]:
        """Every number that the charts show, under what it is."""
        numbers = (
            number
            for chart, answer in zip(self._charts(state), self.ask(state)[1], strict=True)
            for number in told(chart, answer.json(), self.metrics[chart.metric].columns)
        )
        return {key: float(value) for key, value in numbers if value is not None}

    def _charts(self, state: ViewState) -> list[Chart]:
        return charts(self.metrics, state, periods_of(state, self.generation))
