import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from transforms.metrics import MetricStore


@pytest.fixture(scope="session")
def tiny_generation(made_once):
    return made_once("tiny_generation", build_tiny)


def build_tiny(folder):
    project = Path(__file__).parent / "tiny_project"
    subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--quiet", "build", "--project-dir", project, "--profiles-dir", project,
         "--target-path", folder, "--log-path", folder],
        env=os.environ | {"TINY_FILE": str(folder / "evenhand.duckdb")},
        check=True,
    )  # fmt: skip
    (folder / "generation.json").write_text(json.dumps({"generation": "000001"}))


@pytest.fixture(scope="session")
def store(tiny_generation):
    store = MetricStore.open(tiny_generation)
    yield store
    store.close()
