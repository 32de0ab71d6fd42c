import pytest

from ingest.errors import IngestError
from ingest.sources import built_in_sources

RESPONSES = "response_id,sent_at,answered_at,score,scale_min,scale_max,kind,customer\n"
ORDERS = "order_id,ordered_at,agent,customer,amount,currency\n"
OFFERS = "offer_id,offered_at,agent,result,value\n"
SENT = "2026-03-02T09:00:00Z"

VALID = {
    "surveys__responses": RESPONSES + f"R1,{SENT},{SENT},4,1,5,csat,ann@example.com\nR2,{SENT},,,1,5,csat,0\n",
    "sales__orders": ORDERS + f"O1,{SENT},rosa,ann@example.com,49.90,EUR\n",
    "sales__offers": OFFERS + f"F1,{SENT},rosa,accepted,49.90\nF2,{SENT},rosa,none,\n",
    "directory__agents": "system,account,agent,name,kind\nzendesk,7,rosa.rossi,Rosa Rossi,human\n",
    "directory__memberships": "agent,team,tier,valid_from,valid_to\nrosa.rossi,Returns,1,2026-01-01,9999-12-31\n",
    "directory__teams": "system,key,team,tier\nzendesk,4200,Returns,1\n",
    "directory__sla_targets": "priority,first_response_seconds,resolution_seconds,valid_from\nurgent,3600,,2026-01-01\n",
}


@pytest.mark.parametrize("table", VALID)
@pytest.mark.parametrize("name", ["whatever.csv", "{table}.csv"])
def test_files_are_recognised_by_their_header_whatever_they_are_called(load, write, rows, table, name):
    path = write(name.format(table=table.replace("__", "_")), VALID[table])
    (report,) = load(path, config=None).files
    assert (report.status, report.rejected) == ("loaded", 0)
    assert rows(f"select count(*) from raw.{table}") == [(VALID[table].count("\n") - 1,)]


@pytest.mark.parametrize(
    ("table", "old", "new", "reason"),
    [
        ("surveys__responses", ",4,1,5,", ",6,1,5,", "score score is outside the scale"),
        ("surveys__responses", "csat,ann", "stars,ann", "kind 'stars' is none of: csat, nps, ces"),
        (
            "surveys__responses",
            f"R1,{SENT}",
            "R1,2026-03-02 09:00:00",
            "sent_at '2026-03-02 09:00:00' has no time zone",
        ),
        ("sales__orders", "49.90", "NaN", "amount 'NaN' is not a finite number"),
        ("sales__offers", "accepted", "sold", "result 'sold' is none of: accepted, declined, deferred, none"),
        ("directory__memberships", "9999-12-31", "2025-12-31", "valid_to valid_to is before valid_from"),
        ("directory__teams", "4200", "", "key is empty, and a record needs it"),
        ("directory__sla_targets", "3600", "0", "first_response_seconds '0' is below 1"),
    ],
)
def test_impossible_records_are_put_aside(load, write, rows, table, old, new, reason):
    load(write("x.csv", VALID[table].replace(old, new, 1)), config=None)
    ((column, why),) = rows("select column_name, reason from ledger.rejects")
    assert f"{column} {why}".startswith(reason)


def test_a_scale_may_run_down_from_the_worst_answer_to_the_best(load, write):
    downwards = RESPONSES + f"R1,{SENT},{SENT},4,7,1,ces,\nR2,{SENT},{SENT},8,7,1,ces,\nR3,{SENT},{SENT},4,,5,csat,\n"
    (report,) = load(write("x.csv", downwards), config=None).files
    assert (report.rejected, report.status) == (1, "loaded")


def test_a_known_name_with_a_wrong_header_says_what_is_missing(load, write):
    (report,) = load(write("surveys_responses_may.csv", "response,score\n1,2\n"), config=None).files
    assert "the column 'response_id' is missing" in report.reason


def test_a_declared_zone_reads_times_without_one(load, write, rows):
    config = write("s.toml", '[surveys]\ntime_zone = "Europe/Berlin"\n')
    load(write("x.csv", "response_id,sent_at,answered_at,score\n1,2026-03-02 09:00:00,,4\n"), config=config)
    assert rows("select epoch(sent_at)::bigint from raw.surveys__responses") == [(1772438400,)]


@pytest.mark.parametrize(("setting", "name"), [("surveys", "timezone"), ("sales", "zone"), ("directory", "time")])
def test_an_unknown_setting_is_refused(setting, name):
    with pytest.raises(IngestError, match=rf"\[{setting}.{name}\] is unknown"):
        built_in_sources({setting: {name: "x"}})


def test_survey_customers_are_hashed_and_the_unknown_are_nobody(load, write, rows):
    load(write("x.csv", VALID["surveys__responses"]), config=None)
    assert rows("select length(customer) from raw.surveys__responses order by response_id") == [(64,), (None,)]
