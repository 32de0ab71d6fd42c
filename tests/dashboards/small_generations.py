"""Real definitions over one real fact, cut to a size that can be published many times in a test."""

import shutil

import duckdb

from evenhand.publish import publish

ROWS = 1_000


class SmallHome:
    """A home whose generation n has 1,000 + n case openings, and says so in its facts."""

    def __init__(self, home, warehouse_home):
        self.home = home
        home.prepare()
        [self.real] = (warehouse_home / "generations").glob("0*")
        self.cut = home.folder / "cut.duckdb"
        with duckdb.connect(str(self.cut)) as connection:
            connection.execute(f"attach '{self.real / 'evenhand.duckdb'}' as published (read_only)")
            connection.execute(f"create table case_openings as from published.case_openings limit {ROWS}")

    def publish(self, number):
        name = f"{number:06d}"
        building = self.home.generations / f"{name}.building"
        building.mkdir()
        shutil.copyfile(self.cut, building / "evenhand.duckdb")
        with duckdb.connect(str(building / "evenhand.duckdb")) as connection:
            connection.execute(f"insert into case_openings from case_openings limit {number}")
        return publish(self.home, building, self.real, {"cases": ROWS + number, "data_as_of": f"day {number}"})

    def folder(self, number):
        return self.home.generations / f"{number:06d}"

    def database(self, number):
        return self.folder(number) / "evenhand.duckdb"
