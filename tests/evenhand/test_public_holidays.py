import csv
import io

import pytest

from ingest.load import load_paths
from ingest.raw_store import read_raw_store


def holidays(evenhand, home, *arguments, check=True):
    return evenhand(home.folder, "holidays", *arguments, check=check)


def test_holidays_of_a_region_come_as_a_file_that_loads(evenhand, home, tmp_path):
    written = holidays(evenhand, home, "office", "--country", "de", "--region", "by", "--from", 2025, "--to", 2026)
    rows = list(csv.DictReader(io.StringIO(written.stdout)))
    assert {row["calendar"] for row in rows} == {"office"}
    assert {"2025-01-06", "2026-01-06", "2026-06-04", "2026-12-26"} <= {row["day"] for row in rows}
    assert "2026-10-31" not in {row["day"] for row in rows}
    file = tmp_path / "days.csv"
    file.write_text(written.stdout)
    (report,) = load_paths(home.folder, [file]).files
    assert (report.stream, report.loaded, report.rejected) == ("holidays", len(rows), 0)
    with read_raw_store(home.folder) as connection:
        kept = connection.execute("select name from raw.directory__holidays where day = '2026-01-01'").fetchall()
    assert kept == [("Neujahr",)]


def test_without_a_region_only_what_the_whole_country_keeps_is_a_holiday(evenhand, home):
    written = holidays(evenhand, home, "all", "--country", "DEU", "--from", 2026, "--to", 2026).stdout
    assert "2026-01-06" not in written
    assert written.startswith("calendar,day,name\nall,2026-01-01,Neujahr\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--country", "XX", "--from", 2026, "--to", 2026), "no holidays for the country 'XX'"),
        (
            ("--country", "DE", "--region", "QQ", "--from", 2026, "--to", 2026),
            "DE has no region 'QQ'. Known are: BB, BE",
        ),
        (("--country", "DE", "--from", 2026, "--to", 2025), "The last year 2025 is before the first, 2026"),
        (("--country", "DE", "--from", 1990, "--to", 1991), "Nothing is known of the holidays of DE in 1990"),
        (("--country", "DE", "--from", 2026, "--to", 2300), "less than or equal to 2099"),
        (("--from", 2026, "--to", 2026), "Missing option '--country'"),
    ],
)
def test_what_cannot_be_told_is_refused_with_2(evenhand, home, arguments, message):
    refused = holidays(evenhand, home, "office", *arguments, check=False)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert message in " ".join(refused.stderr.split())
