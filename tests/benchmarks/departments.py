"""A simulated department on the real way: its files, the raw store, the dbt models, the tables of the scorecards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from evenhand.scorecard_tables import fill_scorecard_tables
from ingest.load import load_paths
from ingest.simulate import simulate
from transforms.generations import DATABASE_FILE, GENERATION_FILE, SEMANTIC_MANIFEST_FILE

REPOSITORY = Path(__file__).parents[2]
PROJECT = REPOSITORY / "dbt_project"
MARTS = (
    *("contact_handlings", "first_contacts", "case_resolutions", "case_openings", "first_responses"),
    *("survey_responses", "survey_eligibility", "offers", "order_lines", "complaints", "policy_decisions"),
    *("agents", "teams", "rep_days", "rep_scorecards", "case_mix_cells"),
)
"""What the compared metrics are asked of; nothing else is built, and dbt's data tests are left to the test suite."""


@dataclass(frozen=True)
class Department:
    """What a simulated department is drawn from."""

    seed: int
    rep_effects: float
    contacts: int

    @property
    def name(self) -> str:
        """The name of its folder in the cache."""
        return f"seed{self.seed}-effects{self.rep_effects:g}-contacts{self.contacts}"


def marts_of(department: Department, cache: Path, workspace: Path) -> Path:
    """The marts of a department with its truth.json beside them, built unless they are there already.

    `workspace` is emptied and used by one process at a time. dbt finds the same paths in it for every department, and
    so parses its project only once.
    """
    folder = cache / department.name
    if folder.is_dir():
        return folder
    for part in ("home", "built"):
        shutil.rmtree(workspace / part, ignore_errors=True)
    home, built = workspace / "home", workspace / "built"
    built.mkdir(parents=True)
    _load(department, home, built)
    _run_dbt(home, built, workspace / "dbt")
    (built / GENERATION_FILE).write_text(json.dumps({"generation": department.name}))
    # Moved when it is whole: what was interrupted is built again.
    cache.mkdir(parents=True, exist_ok=True)
    built.rename(folder)
    return folder


def generation_of(marts: Path, workspace: Path) -> Path:
    """A copy of the marts with the tables of the scorecards filled, as `evenhand build` fills them."""
    scored = workspace / "scored"
    shutil.rmtree(scored, ignore_errors=True)
    shutil.copytree(marts, scored)
    fill_scorecard_tables(scored, scored / SEMANTIC_MANIFEST_FILE, lambda _done, _steps, _what: None)
    return scored


def _load(department: Department, home: Path, built: Path) -> None:
    home.mkdir()
    report = simulate(
        home / "files",
        contacts=department.contacts,
        seed=department.seed,
        rep_effects=department.rep_effects,
        truth=home / "truth",
    )
    files = sorted(set(report.folder.iterdir()) - {report.sources_toml})
    load_paths(home, files, config=report.sources_toml)
    shutil.copy(home / "truth" / "truth.json", built)


def _run_dbt(home: Path, built: Path, target: Path) -> None:
    environment = os.environ | {
        "EVENHAND_BUILD_FILE": str(built / DATABASE_FILE),
        "EVENHAND_RAW_FILE": str(home / "raw.duckdb"),
        "EVENHAND_WORK_FILE": str(home / "work.duckdb"),
        "EVENHAND_BUILD_THREADS": "1",
        "DO_NOT_TRACK": "1",
    }
    folders = ("--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", target, "--log-path", target)
    command = (Path(sys.executable).parent / "dbt", "--quiet", "run", *folders, "--select", *(f"+{m}" for m in MARTS))
    subprocess.run([str(word) for word in command], env=environment, check=True)
    shutil.copy(target / SEMANTIC_MANIFEST_FILE, built)
