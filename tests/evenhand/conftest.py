import duckdb
import pytest

from evenhand.home import Home
from evenhand.publish import publish
from tests.published import opened


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path / "home")
    home.prepare()
    return home


def make_building(home, number, cases=1):
    building = home.generations / f"{number}.building"
    building.mkdir()
    with duckdb.connect(str(building / "evenhand.duckdb")) as connection:
        connection.execute("create table case_openings as select range as case_id from range(?)", [cases])
    target = home.dbt / "target"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("semantic_manifest.json", "manifest.json"):
        (target / name).write_text("{}")
    return building, target


@pytest.fixture
def build_by_hand():
    return make_building


@pytest.fixture
def publish_by_hand():
    def publish_one(home, number, cases=1):
        facts = {"rows": {"case_openings": cases}, "currency": "EUR", "data_as_of": "2026-01-01T00:00:00Z"}
        return publish(home, *make_building(home, number, cases), facts)

    return publish_one


@pytest.fixture
def count_cases():
    def count(home):
        with opened(home.folder) as connection:
            return connection.execute("select count(*) from case_openings").fetchone()[0]

    return count
