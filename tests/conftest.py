import os
import subprocess
import sys
from pathlib import Path

import pytest

SIMULATED_CONTACTS = 20_000


def run_evenhand(home, *arguments, check=True, **options):
    return subprocess.run(
        [sys.executable, "-m", "evenhand", *map(str, arguments)],
        env=os.environ | {"EVENHAND_HOME": str(home)},
        cwd=Path(__file__).parent.parent,
        check=check,
        capture_output=True,
        text=True,
        **options,
    )


@pytest.fixture(scope="session")
def evenhand():
    return run_evenhand


@pytest.fixture(scope="session")
def warehouse_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("warehouse")
    finished = run_evenhand(home, "demo", "--contacts", SIMULATED_CONTACTS, check=False)
    assert finished.returncode == 0, finished.stderr[-4000:]
    return home
