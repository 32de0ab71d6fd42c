import duckdb

from dashboards.access.people import People
from dashboards.access.reader import Reader, Role
from dashboards.sql.cuts import cut_for
from evenhand.generations import current_generation
from evenhand.home import Home
from evenhand.team_files import make_team_files

SECRET = "a long enough secret"


def test_a_new_generation_has_the_files_of_its_analysts_before_they_ask(warehouse_home, tmp_path):
    (tmp_path / "generations").symlink_to(warehouse_home / "generations")
    (tmp_path / "CURRENT").symlink_to(warehouse_home / "CURRENT")
    home, people = Home.at(tmp_path), People(tmp_path)
    generation = current_generation(home)
    assert make_team_files(home, generation) == ()
    assert not home.cuts.exists()
    for reader in (
        Reader("ann", Role.ANALYST, teams=("Billing",)),
        Reader("all", Role.ANALYST),
        Reader("sue", Role.SUPERVISOR, teams=("Technical",)),
    ):
        people.add(reader, SECRET, "", lambda: None)
    assert make_team_files(home, generation) == ()
    [cut] = home.cuts.rglob("*.duckdb")
    assert cut == cut_for(tmp_path, generation.folder, ("Billing",))
    with duckdb.connect(str(cut), read_only=True) as connection:
        assert connection.execute("select distinct team from case_openings").fetchall() == [("Billing",)]


def test_accounts_that_cannot_be_read_are_said_and_stop_nothing(tmp_path, warehouse_home):
    (tmp_path / "people.sqlite3").write_text("no database")
    (tmp_path / "people.sqlite3").chmod(0o600)
    [said] = make_team_files(Home.at(tmp_path), current_generation(Home.at(warehouse_home)))
    assert "cannot be read" in said
