"""One small warehouse for all worked examples: each area has a folder under golden/, each example a source of its own."""

import json
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


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
def golden(golden_home, evenhand):
    """What `evenhand metrics query` says of every metric, by the dimensions that are asked for: (value, n)."""
    asked = {}

    def rows(by):
        if by not in asked:
            listed = evenhand(golden_home, "metrics", "list", "--all", "--format", "json")
            names = [metric["metric"] for metric in json.loads(listed.stdout)]
            told = evenhand(golden_home, "metrics", "query", *names, "--by", ",".join(by), "--format", "json")
            asked[by] = {(row["metric"], *(row[name] for name in by)): row for row in json.loads(told.stdout)}
        return asked[by]

    def row(metric, **where):
        return rows(tuple(where))[(metric, *where.values())]

    return row
