"""What a reader is told of a metric when it is opened, and that nothing is told of what is no metric."""

from types import SimpleNamespace

from dashboards.views import definitions
from transforms.generations import GenerationError
from transforms.lineage import Lineage
from transforms.requests import MetricRequest

LINEAGE = Lineage(
    {
        "sources": {"source.desk": {"source_name": "desk", "name": "tickets"}},
        "nodes": {
            "model.cases": {
                "resource_type": "model",
                "name": "cases",
                "fqn": ["marts", "cases"],
                "depends_on": {"nodes": ["source.desk"]},
            }
        },
        "semantic_models": {
            "semantic.cases": {
                "name": "cases",
                "depends_on": {"nodes": ["model.cases"]},
                "measures": [{"name": "cases_n", "agg": "sum", "expr": "1"}],
            }
        },
        "metrics": {
            "metric.cases": {
                "name": "cases_opened",
                "depends_on": {"nodes": ["semantic.cases"]},
                "type_params": {"input_measures": [{"name": "cases_n"}]},
            }
        },
    }
)


def test_the_way_of_a_number_has_a_layer_for_each_kind_of_step_and_none_that_is_empty():
    layers = definitions.way(LINEAGE, "cases_opened")
    assert [layer["layer"] for layer in layers] == ["metric", "measure", "semantic_model", "mart", "source"]
    assert layers[3]["steps"] == [
        {"key": "model.cases", "name": "cases", "description": "", "reads": ["source.desk"]},
    ]
    assert definitions.way(LINEAGE, "unknown") == []


def test_a_browser_gets_details_of_metrics_only_however_it_asks(monkeypatch):
    store = SimpleNamespace(catalogue=dict.fromkeys(f"metric_{number}" for number in range(50)))
    monkeypatch.setattr(definitions, "details", lambda _, name: {"sql": name})
    assert definitions.opened(store, ["metric_1", "metric_2'--", 3, None]) == {"metric_1": {"sql": "metric_1"}}
    assert definitions.opened(store, "metric_1") == {}
    assert definitions.opened(store, None) == {}
    assert len(definitions.opened(store, list(store.catalogue))) == definitions.MOST_OPENED


def test_without_the_description_of_the_project_a_metric_keeps_its_words_and_its_sql():
    def lineage():
        raise GenerationError("manifest.json is missing")

    metric = SimpleNamespace(
        unit="count",
        better="lower",
        population="open cases",
        anchor="",
        attribution="",
        credit="holder",
        clock="none",
        dialect="evenhand",
        n="backlog",
        label="Backlog",
        interval="none",
        minimum_n=0,
        case_mix=(),
        guard=None,
        definition_source="",
    )
    store = SimpleNamespace(catalogue={"backlog": metric}, lineage=lineage, sql=lambda asked: str(asked.metrics))
    told = definitions.details(store, "backlog")
    assert told["lineage"] == []
    assert told["sql"] == str(MetricRequest(("backlog",)).metrics)
    assert ["Its n", "Backlog"] in told["facts"]
    assert all(words for _, words in told["facts"])


def test_numbers_in_names_are_in_the_order_of_their_size():
    labels = ["Open, 14 to 30 days", "Open, 3 to 7 days", "Open", "Backlog"]
    metrics = {
        label: SimpleNamespace(name=label, label=label, family="volume", description="", hidden=False)
        for label in labels
    }
    told = definitions.definitions(SimpleNamespace(catalogue=metrics))
    assert [one["label"] for one in told] == ["Backlog", "Open", "Open, 3 to 7 days", "Open, 14 to 30 days"]
