"""From a metric to its sources, on a project small enough to draw."""

import json

import pytest

from transforms.generations import GenerationError
from transforms.lineage import Lineage, read_lineage


def model(name, folder, *reads, **more):
    return {
        "resource_type": "model",
        "name": name,
        "fqn": ["project", folder, name],
        "description": f"The table\n  {name}.",
        "depends_on": {"nodes": list(reads)},
        **more,
    }


def metric(name, measures, reads=("semantic_model.cases",)):
    used = [{"name": measure} for measure in measures]
    return {
        "name": name,
        "description": "",
        "depends_on": {"nodes": list(reads)},
        "type_params": {"input_measures": used},
    }


MANIFEST = {
    "sources": {"source.desk.tickets": {"source_name": "desk", "name": "tickets", "description": "Exports."}},
    "nodes": {
        "model.cases": model("cases", "marts", "model.int_a", "model.int_b"),
        "model.int_a": model("int_a", "intermediate", "model.int_b", "model.stg"),
        "model.int_b": model("int_b", "intermediate", "model.stg"),
        "model.stg": model("stg", "staging", "source.desk.tickets"),
        "model.unread": model("unread", "marts", "model.stg"),
        "test.unique": {"resource_type": "test", "name": "unique", "depends_on": {"nodes": ["model.cases"]}},
    },
    "semantic_models": {
        "semantic_model.cases": {
            "name": "cases",
            "description": "Cases.",
            "depends_on": {"nodes": ["model.cases"]},
            "measures": [
                {"name": "cases_n", "agg": "sum", "expr": "1"},
                {"name": "late_n", "agg": "count_distinct", "expr": None},
            ],
        }
    },
    "metrics": {
        "metric.late": metric("late", ["late_n"]),
        "metric.all": metric("all", ["cases_n"]),
        "metric.late_rate": metric("late_rate", ["late_n", "cases_n"], ["metric.late", "metric.all"]),
    },
}


def test_a_ratio_leads_over_its_parts_to_the_files_and_past_nothing_else():
    steps = Lineage(MANIFEST).of("late_rate")
    names = [step.name for step in steps]
    assert names[0] == "late_rate"
    assert names[-1] == "desk.tickets"
    assert set(names) == {"late_rate", "late", "all", "late_n", "cases_n", "cases", "int_a", "int_b", "stg"} | {
        "desk.tickets"
    }
    places = {step.key: place for place, step in enumerate(steps)}
    assert all(places[read] > places[step.key] for step in steps for read in step.reads)
    assert len(places) == len(steps)


def test_each_step_says_what_it_is():
    told = {step.key: step for step in Lineage(MANIFEST).of("late")}
    assert told["model.int_a"].layer == "intermediate"
    assert told["model.cases"].layer == "mart"
    assert told["model.cases"].description == "The table cases."
    assert told["measure.late_n"].description == "count distinct of late_n"


def test_a_metric_that_the_project_does_not_have_has_no_way():
    lineage = Lineage(MANIFEST)
    assert "late" in lineage
    assert "nonsense" not in lineage


@pytest.mark.parametrize("text", [None, "{", json.dumps({"nodes": {}})])
def test_a_missing_or_torn_manifest_is_said_in_words(tmp_path, text):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(GenerationError, match="evenhand build"):
        read_lineage(tmp_path)
