"""The three switches of Genesys' service level, on the contacts of the worked example."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.parsed import run_dbt

PROJECT = Path(__file__).parents[2] / "dbt_project"


@pytest.fixture(scope="module")
def home(golden_home, tmp_path_factory):
    copied = tmp_path_factory.mktemp("switches") / "home"
    shutil.copytree(golden_home, copied)
    return copied


@pytest.fixture(scope="module")
def rebuilt(parsed_project, home):
    """Builds the one table that the switches change anew; what it is made from is made once, and nothing is parsed."""
    published = next((home / "generations").glob("*/evenhand.duckdb"))
    scratch = home / "scratch"

    def with_settings(settings):
        table = "queue_entries" if scratch.exists() else "+queue_entries"
        files = {"raw": home / "raw.duckdb", "work": home / "work.duckdb", "built": published}
        run_dbt(parsed_project, scratch, "run", "--select", table, "--vars", json.dumps(settings), **files)
        with duckdb.connect(str(published)) as connection:
            # What the build has summed beside the facts is of the table as it was.
            connection.execute("drop table if exists rollup_sums")

    return with_settings


@pytest.mark.parametrize(
    ("settings", "n"),
    [
        ({"genesys_counts_flow_outs": True}, 100),
        ({"genesys_counts_short_abandons": False}, 87),
        ({"genesys_counts_abandons": False}, 80),
    ],
)
def test_each_switch_changes_what_is_divided_by(rebuilt, home, evenhand, settings, n):
    rebuilt(settings)
    asked = ("metrics", "query", "service_level_genesys", "--where", "source=e01_service_level", "--format", "json")
    [row] = json.loads(evenhand(home, *asked).stdout)
    assert (row["value"], row["n"]) == (pytest.approx(70 / n), n)


def test_with_both_abandons_switched_off_nothing_is_built(home, monkeypatch, evenhand):
    monkeypatch.setenv("EVENHAND_GENESYS_COUNTS_ABANDONS", "false")
    monkeypatch.setenv("EVENHAND_GENESYS_COUNTS_SHORT_ABANDONS", "false")
    refused = evenhand(home, "build", check=False)
    assert refused.returncode != 0
    assert "service_level_genesys is not defined with genesys_counts_abandons" in refused.stderr
