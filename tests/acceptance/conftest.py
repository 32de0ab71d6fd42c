"""One small warehouse for all worked examples: each area has a folder under golden/, each example a source of its own."""

import json
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from dashboards.remembered import RememberedStore
from transforms.metrics import MetricStore

GOLDEN = Path(__file__).parent / "golden"
REPOSITORY = Path(__file__).parents[2]
REAL_DATA = REPOSITORY.parent / "shared" / "data"
REAL_FILES = (
    *("tickets_servicenow_uci", "calls_anonymousbank", "complaints_cfpb"),
    *("sales_bank_marketing", "tickets_kaggle_support"),
)


@pytest.fixture(scope="module")
def published(warehouse_home):
    """The metrics of the shared warehouse."""
    with closing(MetricStore.open_current(warehouse_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def store(published):
    """The same as pages ask it."""
    return RememberedStore(published)


@pytest.fixture(scope="session")
def golden_home(made_once, evenhand):
    return made_once("golden", lambda home: build_golden(home, evenhand))


def build_golden(home, evenhand):
    areas = sorted(path for path in GOLDEN.iterdir() if path.is_dir())
    settings = [path.read_text() for area in areas for path in sorted(area.glob("*.toml"))]
    (home / "sources.toml").write_text("\n".join(settings))
    loaded = evenhand(home, "load", *areas, check=False)
    assert loaded.returncode == 0, loaded.stderr[-4000:]
    built = evenhand(home, "build", check=False)
    assert built.returncode == 0, built.stderr[-4000:]


@pytest.fixture(scope="session")
def real_home(made_once, evenhand):
    """A home with the real files built in; where they are absent, what asks for it is skipped."""
    if not REAL_DATA.is_dir():
        pytest.skip("the real files are not here")
    return made_once("real", lambda home: build_real(home, evenhand))


def build_real(home, evenhand):
    for name in REAL_FILES:
        evenhand(home, "load", "--config", REPOSITORY / "examples" / f"{name}.toml", REAL_DATA / name)
    built = evenhand(home, "build", check=False)
    assert built.returncode == 0, built.stderr[-4000:]


@pytest.fixture(scope="session")
def metric_names(evenhand):
    """The names of all metrics of an installation, building blocks included."""

    @cache
    def names(home):
        listed = evenhand(home, "metrics", "list", "--all", "--format", "json")
        return tuple(metric["metric"] for metric in json.loads(listed.stdout))

    return names


@pytest.fixture(scope="session")
def ask_all(evenhand, metric_names):
    """What `evenhand metrics query` writes about every metric of an installation, with these options."""

    def asked(home, *options):
        return evenhand(home, "metrics", "query", *metric_names(home), *options).stdout

    return asked


@pytest.fixture(scope="session")
def golden(golden_home, ask_all):
    """What `evenhand metrics query` says of every metric, by the dimensions that are asked for: (value, n)."""

    @cache
    def rows(by):
        told = json.loads(ask_all(golden_home, "--by", ",".join(by), "--format", "json"))
        return {(row["metric"], *(row[name] for name in by)): row for row in told}

    def row(metric, **where):
        return rows(tuple(where))[(metric, *where.values())]

    return row
