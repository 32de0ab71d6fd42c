"""The file of some teams holds no row of another team, whatever tables a generation has."""

import json
import threading

import duckdb
import pytest

from dashboards.access.reader import Reader, Role
from dashboards.sql import Sandbox, SqlRefused, cut_for
from dashboards.sql_worker.cutting import WITHOUT_TEAM
from transforms.generations import current_folder

TEAMS = ("Billing", "Orders & returns")


def columns_by_table(connection, catalogue):
    found = connection.execute(
        "select schema_name, table_name, list(column_name order by column_index) from duckdb_columns() "
        f"where database_name = '{catalogue}' and not internal group by all"
    ).fetchall()
    return {(schema, table): columns for schema, table, columns in found}


@pytest.fixture(scope="module")
def published(warehouse_home, tmp_path_factory):
    """The folder of the simulated department's generation, below a home of its own, so that cuts are kept there."""
    home = tmp_path_factory.mktemp("cuts")
    folder = current_folder(warehouse_home)
    (home / "generations").mkdir()
    (home / "generations" / folder.name).symlink_to(folder)
    return home, home / "generations" / folder.name


@pytest.fixture(scope="module")
def both(published):
    home, folder = published
    cut = cut_for(home, folder, TEAMS)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{cut}' as cut (read_only); attach '{folder}/evenhand.duckdb' as whole (read_only)")
        yield connection


def test_no_table_holds_a_row_of_another_team(both):
    for (schema, table), columns in columns_by_table(both, "cut").items():
        if "team" in columns:
            found = {team for (team,) in both.execute(f'select distinct team from cut."{schema}"."{table}"').fetchall()}
            assert found <= set(TEAMS), table
        else:
            assert table in WITHOUT_TEAM


def test_every_table_with_a_team_is_there_with_all_rows_of_these_teams(both):
    whole, cut = columns_by_table(both, "whole"), columns_by_table(both, "cut")
    assert {name for name, columns in whole.items() if "team" in columns} <= set(cut)
    for (schema, table), columns in cut.items():
        where = "where team in $teams" if "team" in columns else ""
        counted = [
            both.execute(
                f'select count(*) from {catalogue}."{schema}"."{table}" {where}',
                {"teams": list(TEAMS)} if where else None,
            ).fetchone()
            for catalogue in ("whole", "cut")
        ]
        assert counted[0] == counted[1], table
        assert whole[schema, table] == columns


def test_views_macros_and_other_schemas_stay_out(both):
    assert both.execute(
        "select count(*) from duckdb_views() where database_name = 'cut' and not internal"
    ).fetchone() == (0,)
    assert {schema for schema, _ in columns_by_table(both, "cut")} == {"main"}


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "generations" / "000007"
    folder.mkdir(parents=True)
    (folder / "generation.json").write_text(json.dumps({"sha256": "1"}))
    with duckdb.connect(str(folder / "evenhand.duckdb")) as connection:
        connection.execute(
            """create table "odd ""name" (team varchar, "a b" integer);
            insert into "odd ""name" values ('Billing', 1), ('it''s', 2), (null, 3);
            comment on table "odd ""name" is 'what it''s for'; comment on column "odd ""name"."a b" is 'a column';
            create table secret_totals as select 1 as all_teams;
            create view everything as from "odd ""name";
            create schema other; create table other.t as select 'Retention' as team;
            create table time_spine as select date '2026-01-01' as date_day"""
        )
    return tmp_path, folder


def test_names_comments_and_tables_without_a_team(small):
    cut = cut_for(*small, ["it's"])
    with duckdb.connect(str(cut), read_only=True) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables() order by 1").fetchall()
        assert tables == [('odd "name', "what it's for"), ("time_spine", None)]
        assert connection.execute('select * from "odd ""name"').fetchall() == [("it's", 2)]
        comments = connection.execute("select comment from duckdb_columns() where comment is not null").fetchall()
        assert ("a column",) in comments


def test_it_is_made_once_and_closed_to_others(small):
    made = []
    asking = [threading.Thread(target=lambda: made.append(cut_for(*small, ("Billing",)))) for _ in range(3)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(set(made)) == 1
    assert made[0].stat().st_mode & 0o777 == 0o444
    assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in list(made[0].parents)[:3])
    written = made[0].stat().st_mtime_ns
    assert cut_for(*small, ("Billing", "Billing")) == made[0]
    assert made[0].stat().st_mtime_ns == written
    assert sorted(path.name for path in made[0].parent.iterdir()) == ["cut.lock", "evenhand.duckdb"]


def test_other_teams_or_another_file_under_the_same_number_are_another_cut(small):
    home, folder = small
    first = cut_for(home, folder, ["Billing"])
    assert cut_for(home, folder, ["it's"]) != first
    (folder / "generation.json").write_text(json.dumps({"sha256": "2"}))
    assert cut_for(home, folder, ["Billing"]) != first


def test_cuts_of_generations_that_are_gone_are_removed(small):
    home, folder = small
    old = cut_for(home, folder, ["Billing"])
    folder.rename(folder.with_name("000008"))
    cut_for(home, folder.with_name("000008"), ["Billing"])
    assert not old.parent.parent.exists()


def test_no_team_is_no_file(small):
    with pytest.raises(ValueError, match="no team"):
        cut_for(*small, [])


def test_whoever_is_limited_asks_the_cut_whatever_file_is_named(small):
    home, folder = small
    sandbox = Sandbox(home, seconds=5)
    limited = Reader("ann", Role.ANALYST, ("Billing",))
    other = cut_for(home, folder, ["it's"])
    try:
        for database in (folder / "evenhand.duckdb", other):
            answer = sandbox.run(limited, database, 'select team, "a b" from "odd ""name"', {}, "t")
            assert answer.rows == [["Billing", 1]]
        with pytest.raises(SqlRefused, match="secret_totals does not exist"):
            sandbox.run(limited, folder / "evenhand.duckdb", "from secret_totals", {}, "t")
        (folder / "evenhand.duckdb").unlink()
        with pytest.raises(SqlRefused, match="could not be set apart"):
            sandbox.run(Reader("bo", Role.ANALYST, ("Retention",)), folder / "evenhand.duckdb", "select 1", {}, "t")
    finally:
        sandbox.close()
