"""Empty, partial and whole data, each in words before any table."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import polars as pl

from dashboards.views.quality import SHOWN, label_of, quality, states

NEWEST = datetime(2026, 6, 30, 21, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")


def loads(*statuses):
    return pl.DataFrame(
        [{"source": source, "status": status} for source, status in statuses],
        schema={"source": pl.String, "status": pl.String},
    )


def freshness(**behind):
    moments = [None if days is None else NEWEST - timedelta(days=days) for days in behind.values()]
    return pl.DataFrame(
        {"source": list(behind), "latest_at": moments}, schema_overrides={"latest_at": pl.Datetime("us", "UTC")}
    )


def test_whole_data_have_nothing_to_be_told():
    assert states(loads(("desk", "loaded")), freshness(desk=0, phones=1.5, directory=None), ZONE) == []


def test_without_a_file_every_page_is_said_to_be_empty():
    for none in (loads(), loads(("desk", "failed"))):
        [told] = states(none, freshness(), ZONE)
        assert told.startswith("No file has been loaded yet")


def test_files_that_failed_and_sources_that_end_early_are_named():
    found = states(
        loads(("desk", "loaded"), ("phones", "failed"), ("desk", "failed")),
        freshness(desk=0, phones=18, chat=2.9),
        ZONE,
    )
    assert found[0].startswith("2 files could not be loaded (desk, phones)")
    assert found[1].startswith("phones ends on 12 Jun 2026, 18 days before the newest record")
    assert len(found) == 2


def test_data_without_a_date_say_that_no_period_can_be_shown():
    assert "no period can be shown" in states(loads(("desk", "loaded")), freshness(desk=None), ZONE)[0]


def test_tables_speak_to_those_who_read_them_in_headings_times_and_plurals():
    moment = pl.Series([NEWEST], dtype=pl.Datetime("us", "UTC"))
    rows = {
        name: pl.DataFrame({column: moment if column.endswith("_at") else [1] for column in columns})
        for name, columns in SHOWN.items()
    }
    rows["data_loads"] = rows["data_loads"].with_columns(status=pl.lit("loaded"), assumptions=pl.lit("[]"))
    rows["data_freshness"] = rows["data_freshness"].with_columns(source=pl.lit("desk"))
    store = SimpleNamespace(
        table=lambda name: rows[name], generation={"generation": "000001", "time_zone": "Europe/Berlin"}
    )
    shown = quality(store)
    freshness = shown["freshness"]
    assert [column["label"] for column in freshness["columns"]] == [
        "Source",
        "First record",
        "Last record",
        "When loaded",
    ]
    assert freshness["rows"] == [["desk", *["30 Jun 2026, 23:00"] * 3]]
    told = [shown[name]["total"] for name in ("findings", "freshness", "rejects", "loads")]
    assert told == ["1 finding", "1 source", "1 record set aside", "1 file"]
    for columns in SHOWN.values():
        assert len({label_of(name) for name in columns}) == len(columns)
    assert not [name for columns in SHOWN.values() for name in columns if label_of(name).endswith((" at", " name"))]
