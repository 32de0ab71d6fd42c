import pytest

from dashboards.export import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", " =1", "|calc", "＝1+1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Billing", "Orders & returns", "", -5.0, None, "a=b"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell
