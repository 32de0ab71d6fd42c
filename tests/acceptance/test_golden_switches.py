"""The three switches of Genesys' service level, on the contacts of the worked example."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parents[2] / "dbt_project"


@pytest.fixture(scope="module")
def home(golden_home, tmp_path_factory):
    copied = tmp_path_factory.mktemp("switches") / "home"
    shutil.copytree(golden_home, copied)
    return copied


RUN = """
import sys
from pathlib import Path
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

manifest = Manifest.from_msgpack(Path(sys.argv[1]).read_bytes())
manifest.build_flat_graph()
sys.exit(not dbtRunner(manifest=manifest).invoke(sys.argv[2:]).success)
"""


@pytest.fixture(scope="module")
def rebuilt(home):
    """Builds the one table that the switches change anew; what it is made from is made once, and nothing is parsed."""
    published = next((home / "generations").glob("*/evenhand.duckdb"))
    scratch = home / "scratch"

    def with_settings(settings):
        table = "queue_entries" if scratch.exists() else "+queue_entries"
        parsed = home / "dbt" / "target" / "partial_parse.msgpack"
        subprocess.run(
            [sys.executable, "-c", RUN, parsed, "--quiet", "run", "--select", table, "--vars", json.dumps(settings),
             "--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", scratch, "--log-path", scratch],
            env=os.environ | {
                "EVENHAND_RAW_FILE": str(home / "raw.duckdb"), "EVENHAND_BUILD_FILE": str(published),
                "EVENHAND_WORK_FILE": str(home / "work.duckdb"), "DO_NOT_TRACK": "1",
            },
            check=True,
        )  # fmt: skip
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
