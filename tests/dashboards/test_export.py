import pytest

from dashboards import export
from dashboards.export import harmless, reps_csv


def figure(value, n, text=""):
    return {"value": value, "text": text, "n": n, "low": None, "high": None}


def test_the_file_of_reps_says_too_few_where_the_page_does_and_runs_no_name(monkeypatch):
    shown = {
        "columns": [{"metric": "csat"}],
        "rows": [
            {"rep": "=Ada", "team": "Billing", "csat": figure(None, 7, "too few")},
            {"rep": "Bo", "team": "Billing", "csat": figure(0.8, 40)},
            {"rep": "Cy", "team": "Retention"},
        ],
        "scope": {"period": "3 Jun – 30 Jun 2026", "slices": ["all teams"], "as_of": "as of", "generation": "000001"},
    }
    monkeypatch.setattr(export.reps, "reps", lambda store, state: shown)
    assert reps_csv(None, None, "bill").splitlines()[:3] == [
        "\ufeffrep,team,csat,csat_n,csat_low,csat_high",
        "'=Ada,Billing,too few,7,,",
        "Bo,Billing,0.8,40,,",
    ]
    assert "Cy,Retention,,0,," in reps_csv(None, None, "")


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", " =1", "|calc", "＝1+1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Billing", "Orders & returns", "", -5.0, None, "a=b"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell
