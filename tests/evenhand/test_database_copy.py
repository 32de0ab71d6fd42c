import json
import stat

import duckdb
import pytest

from dashboards.access.audit_check import entries
from dashboards.access.audit_log import AuditError, AuditLog
from evenhand import database_copy
from evenhand.database_copy import export_database
from evenhand.errors import WrongUsageError
from evenhand.generations import current_generation
from evenhand.home import Home


@pytest.fixture(scope="module")
def published(warehouse_home):
    home = Home.at(warehouse_home)
    return home, current_generation(home)


@pytest.fixture(scope="module", autouse=True)
def said_once():
    """The statements of all metrics take most of a copy's time, and are the same in each copy of a generation."""
    said, say = {}, database_copy._metrics

    def kept(generation):
        if generation.folder not in said:
            said[generation.folder] = say(generation)
        return said[generation.folder]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database_copy, "_metrics", kept)
        yield


@pytest.fixture(scope="module")
def copy(published, tmp_path_factory):
    home, generation = published
    target = tmp_path_factory.mktemp("copies") / "copy.duckdb"
    told = []
    export_database(home, generation, target, (), lambda *step: told.append(step), is_forced=False)
    assert told[0][1:] == (0, len(told))
    connection = duckdb.connect(str(target), read_only=True)
    yield target, connection
    connection.close()


def test_a_copy_holds_the_declared_tables_row_by_row(copy, published):
    target, connection = copy
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [file.name for file in target.parent.iterdir()] == ["copy.duckdb"]
    connection.execute(f"attach '{published[1].database}' as published (read_only)")
    tables = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'copy'"
        ).fetchall()
    }
    assert {"case_openings", "survey_responses", "agents", "data_loads", "about", "about_metrics"} <= tables
    assert not [name for name in tables if name.startswith(("daily_", "rollup_"))]
    for table in ("case_openings", "survey_responses", "rep_scorecards"):
        differing = f"(from {table} except all from published.{table}) union all (from published.{table} except all from {table})"
        assert connection.execute(f"select count(*) from ({differing})").fetchone() == (0,)


def test_a_copy_says_what_it_is(copy, published):
    _, connection = copy
    about = dict(connection.execute("from about").fetchall())
    assert about["generation"] == published[1].number
    assert about["data_as_of"] == published[1].facts["data_as_of"]
    assert (about["time_zone"], about["teams"]) == ("UTC", "all")
    [words] = connection.execute("select comment from duckdb_tables() where table_name = 'case_openings'").fetchone()
    assert words.startswith("Cases that customers or agents opened")
    [words] = connection.execute(
        "select comment from duckdb_columns() where table_name = 'case_openings' and column_name = 'case_key'"
    ).fetchone()
    assert words == "The case's number in its source."


@pytest.mark.parametrize("metric", ["cases_opened", "csat", "resolution_time_median"])
def test_the_sql_of_a_metric_gives_its_value_on_the_copy(copy, published, metric):
    from transforms.metrics import MetricRequest, MetricStore

    _, connection = copy
    [statement] = connection.execute("select sql from about_metrics where metric = ?", [metric]).fetchone()
    answer = connection.execute(statement).fetchall()
    store = MetricStore.open(published[1].folder)
    expected = store.query(MetricRequest((metric,)))["value"][0]
    store.close()
    assert answer[0][0] == pytest.approx(expected)


def test_a_copy_of_one_team_holds_its_rows_only(published, tmp_path):
    home, generation = published
    target = tmp_path / "billing.duckdb"
    export_database(home, generation, target, ("Billing",), lambda *_: None, is_forced=False)
    with duckdb.connect(str(target), read_only=True) as connection:
        assert connection.execute("select distinct team from case_openings").fetchall() == [("Billing",)]
        assert json.loads(dict(connection.execute("from about").fetchall())["teams"]) == ["Billing"]
    *_, (_, _, _, line) = entries(AuditLog(home.folder))
    assert (line["action"], line["file"], line["teams"]) == ("export", str(target), ["Billing"])


def test_a_team_that_is_not_there_gets_no_copy_without_rows(published, tmp_path):
    home, generation = published
    with pytest.raises(WrongUsageError, match="There is no team Biling") as refused:
        export_database(
            home, generation, tmp_path / "x.duckdb", ("Billing", "Biling"), lambda *_: None, is_forced=False
        )
    assert "Billing" in str(vars(refused.value)) + str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_unasked_and_nothing_written_into_the_data_folder(published, tmp_path):
    home, generation = published
    taken = tmp_path / "taken.duckdb"
    taken.write_text("mine")
    for place, words in (
        (taken, "--force"),
        (home.folder / "x.duckdb", "outside"),
        (tmp_path / "no" / "x", "no folder"),
    ):
        with pytest.raises(WrongUsageError) as refused:
            export_database(home, generation, place, (), lambda *_: None, is_forced=False)
        assert words in str(refused.value)
    assert taken.read_text() == "mine"
    with pytest.raises(WrongUsageError, match="outside"):
        export_database(home, generation, generation.database, (), lambda *_: None, is_forced=True)


def test_what_cannot_be_written_down_is_not_copied(published, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise AuditError("full")

    monkeypatch.setattr(AuditLog, "write", refuse)
    taken = tmp_path / "taken.duckdb"
    taken.write_text("mine")
    home, generation = published
    with pytest.raises(AuditError):
        export_database(home, generation, taken, ("Billing",), lambda *_: None, is_forced=True)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("taken.duckdb", "mine")]
