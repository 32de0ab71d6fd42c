"""dbt on the project as it was parsed once for a whole test run: parsing takes longer than most of what tests ask of it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from evenhand.settings import Settings

PROJECT = Path(__file__).parents[1] / "dbt_project"
KEPT_PARSE = "partial_parse.msgpack"
# As `evenhand build` tells them: dbt takes up what it parsed only where these are the same.
FILES_OF_A_BUILD = {
    "EVENHAND_BUILD_FILE": "evenhand.duckdb",
    "EVENHAND_RAW_FILE": "../../raw.duckdb",
    "EVENHAND_WORK_FILE": "work.duckdb",
}


def parse(folder):
    """Writes into the folder what dbt reads out of the project with the settings of a new installation."""
    variables = json.dumps(Settings().dbt_variables())
    subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--quiet", "parse", "--no-partial-parse", "--vars", variables,
         "--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", folder, "--log-path", folder],
        env=os.environ | FILES_OF_A_BUILD | {"DO_NOT_TRACK": "1"},
        check=True,
    )  # fmt: skip


def spare_parsing(parsed, home):
    """The first build of this home need not parse the project, unless its settings are not those of a new one."""
    target = Path(home) / "dbt" / "target"
    if not (target / KEPT_PARSE).exists():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(parsed / KEPT_PARSE, target / KEPT_PARSE)


def run_dbt(parsed, target, *arguments, raw, work, built, check=True):
    """Runs a dbt command on these databases without parsing anything."""
    files = {"EVENHAND_RAW_FILE": raw, "EVENHAND_WORK_FILE": work, "EVENHAND_BUILD_FILE": built}
    return subprocess.run(
        [sys.executable, "-c", _RUN, parsed / KEPT_PARSE, "--quiet", *arguments, "--project-dir", PROJECT,
         "--profiles-dir", PROJECT, "--target-path", target, "--log-path", target, "--log-level-file", "none"],
        env=os.environ | {name: str(file) for name, file in files.items()} | {"DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=check,
    )  # fmt: skip


_RUN = """
import gc
import sys

gc.disable()
from pathlib import Path
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.event_manager_client import ctx_set_event_manager
from evenhand.dbt_process import ToldEvents

ctx_set_event_manager(ToldEvents())
manifest = Manifest.from_msgpack(Path(sys.argv[1]).read_bytes())
manifest.build_flat_graph()
sys.exit(not dbtRunner(manifest=manifest).invoke(sys.argv[2:]).success)
"""
