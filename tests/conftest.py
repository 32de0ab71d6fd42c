import fcntl
import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.parsed import parse, spare_parsing
from tests.simulated import LAST_DAY

# As the package itself does, before anybody imports numpy: test processes share the cores already.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

pytest_plugins = ["tests.browser.opening"]

SIMULATED_CONTACTS = 20_000
# The longest files, so that none is left when the others are done. Those that make a home which others share stand in
# different places of the round, and the third process begins with one that needs nothing of dbt.
FIRST = (
    *("test_disturbed_runs.py", "test_disturbed_examples.py", "test_boards.py", "test_dbt_run.py"),
    *("test_every_page.py", "test_marts.py", "test_filters_of_every_page.py"),
    *("test_build.py", "test_current.py", "test_sandbox.py"),
    *("test_declared_rules.py", "test_batch_commands.py", "test_rollups.py"),
    *("test_doors.py", "test_golden_switches.py", "test_simulate.py"),
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One more than there are cores: tests wait for browsers, servers and deadlines a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_sessionstart():
    # Thousands of tests are collected, and stay: looking for what is left among them takes a quarter of that time.
    gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


def pytest_sessionfinish():
    gc.unfreeze()


def pytest_collection_modifyitems(items):
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(FIRST)))


# Commands that leave nothing behind in memory say the same in a process of their own, which takes a second or more to start.
IN_THIS_PROCESS = {"metrics", "scorecard", "audit", "holidays", "load", "user"}


def ask_evenhand(home, *arguments, check=True, input=None):
    """A command in this process, with what a pipe would give it as `input`."""
    from evenhand.cli import app

    told = CliRunner(env={"EVENHAND_HOME": str(home)}).invoke(app, [*map(str, arguments)], input=input)
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    finished = subprocess.CompletedProcess(arguments, told.exit_code, told.stdout, told.stderr)
    if check:
        finished.check_returncode()
    return finished


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
def made_once(tmp_path_factory):
    """Makes a folder once for all processes of a test run; whoever comes second waits for the first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name, make):
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def parsed_project(made_once):
    """The folder of what dbt makes of the project: manifest.json, semantic_manifest.json and what it keeps for itself."""
    return made_once("parsed", parse)


@pytest.fixture(scope="session")
def evenhand(request):
    """The command line, in a process of its own where that makes a difference. A build finds the project parsed, as any but the first does."""

    def run(home, *arguments, **options):
        if arguments[0] in IN_THIS_PROCESS and options.keys() <= {"check", "input"}:
            return ask_evenhand(home, *arguments, **options)
        if arguments[0] in {"build", "run"}:
            spare_parsing(request.getfixturevalue("parsed_project"), home)
        return run_evenhand(home, *arguments, **options)

    return run


@pytest.fixture(scope="session")
def warehouse_home(made_once, parsed_project):
    def make(home):
        spare_parsing(parsed_project, home)
        finished = run_evenhand(home, "demo", "--contacts", SIMULATED_CONTACTS, "--end", LAST_DAY, check=False)
        assert finished.returncode == 0, finished.stderr[-4000:]

    return made_once("warehouse", make)
