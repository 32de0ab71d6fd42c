import json

from evenhand.metric_docs import main, metrics_page
from transforms.catalogue import read_catalogue


def manifest_of(folder, label="Cases opened"):
    meta = {
        "unit": "count", "better": "neutral", "n": "cases_opened", "interval": "none", "anchor": "day of opening",
        "population": "opened cases", "attribution": "entry team", "credit": "entry", "clock": "none",
        "definition_source": "Ours", "minimum_n": 30, "family": "volume",
    }  # fmt: skip

    def simple(name, label, **more):
        return {
            "name": name, "label": label, "description": f"What {name} means.", "type": "simple",
            "type_params": {"input_measures": [{"name": "cases_n"}]}, "config": {"meta": meta | more},
        }  # fmt: skip

    share = simple("share", "Share", unit="ratio", concept="cases_opened", dialect="vendor")
    share["type"] = "ratio"
    share["type_params"] |= {"numerator": {"name": "escalated"}, "denominator": {"name": "cases_opened"}}
    model = {
        "name": "case_openings", "defaults": {"agg_time_dimension": "opened_on"}, "dimensions": [],
        "node_relation": {"alias": "case_openings"}, "measures": [{"name": "cases_n", "agg": "sum"}],
        "entities": [{"name": "case_opening", "type": "primary", "expr": "case_id"}],
    }  # fmt: skip
    metrics = [simple("cases_opened", label), simple("escalated", "Escalated", hidden=True), share]
    path = folder / "semantic_manifest.json"
    path.write_text(json.dumps({"semantic_models": [model], "metrics": metrics}))
    return path


def test_every_metric_is_told_with_its_formula_and_its_readings(tmp_path):
    page = metrics_page(read_catalogue(manifest_of(tmp_path)).metrics)
    assert "### Cases opened\n\n`cases_opened` What cases_opened means.\n\n- counts: sum over case openings" in page
    assert "- counts: `escalated` / `cases_opened`" in page
    assert "| cases opened | vendor | `share` |" in page
    assert "| `escalated` | What escalated means. |" in page
    assert "### Escalated" not in page


def test_a_stale_page_is_refused_and_left_alone(tmp_path, capsys):
    manifest, page = manifest_of(tmp_path), tmp_path / "metrics.md"
    assert main([str(manifest), str(page), "--check"]) == 1
    assert not page.exists()
    assert main([str(manifest), str(page)]) == 0
    assert main([str(manifest), str(page), "--check"]) == 0
    manifest_of(tmp_path, label="Cases that were opened")
    assert main([str(manifest), str(page), "--check"]) == 1
    assert "run `make docs`" in capsys.readouterr().err
