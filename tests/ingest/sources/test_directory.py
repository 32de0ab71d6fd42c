from pathlib import Path

import pytest

from ingest.load import load_paths

FIXTURES = Path(__file__).parent.parent / "fixtures"
VALID = sorted((FIXTURES / "directory" / "valid").iterdir())


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["{}.csv", "from_human_resources.csv"])
def test_a_directory_file_is_recognised_by_its_header_and_loads_whole(home, write, rows, path, name):
    copy = write(name.format(path.stem), path.read_bytes())
    (report,) = load_paths(home, [copy]).files
    table = path.stem.replace("directory_", "directory__")
    assert (report.status, report.stream, report.rejected) == ("loaded", path.stem.removeprefix("directory_"), 0)
    assert rows(f"select count(*) from raw.{table}") == [(path.read_text().count("\n") - 1,)]


@pytest.mark.parametrize(
    ("name", "line", "column", "reason"),
    [
        ("calendars_opens_at_25", 3, "opens", "is no time of day from 00:00 to 23:59, such as 09:00"),
        ("calendars_closes_at_24_30", 5, "closes", "is no time of day from 00:00 to 24:00, such as 17:30"),
        ("calendars_unknown_time_zone", 4, "time_zone", "is no time zone that is known, such as Europe/Berlin"),
        ("calendars_unknown_weekday", 4, "weekday", "'Sonntag' is none of: monday, tuesday, wednesday"),
        ("calendars_ends_before_it_begins", 4, "valid_to", "valid_to is before valid_from"),
        ("holidays_no_such_day", 3, "day", "'2026-02-30' is not a date written as ISO 8601"),
        ("sla_policies_unknown_target", 2, "target", "'first_answer' is none of: first_response, next_response"),
        ("sla_policies_unknown_clock", 4, "clock", "'wall' is none of: calendar, business"),
        ("sla_policies_pauses_on_open", 3, "pauses_on", "'open' is none of: pending, on_hold, pending on_hold"),
        ("customers_unknown_kind", 5, "kind", "'fax' is none of: account, email, phone, order, contact"),
        ("customers_known_by_nobodys_number", 5, "identifier", "means nobody in particular"),
        ("shifts_ends_before_it_starts", 3, "ends_at", "is not after starts_at"),
        ("shifts_no_zone", 2, "starts_at", "'2026-03-02 08:00:00' has no time zone, and none is declared"),
        ("shifts_unknown_activity", 3, "activity", "'lunch' is none of: work, break, meeting, training"),
        ("compensation_limits_negative_limit", 3, "limit_amount", "'-1' is below 0"),
    ],
)
def test_a_line_that_cannot_be_meant_is_put_aside_with_file_line_column_and_reason(
    home, rows, name, line, column, reason
):
    path = FIXTURES / "directory" / "invalid" / f"{name}.csv"
    (report,) = load_paths(home, [path]).files
    ((file_name, at_line, at_column, why),) = rows("select file_name, line, column_name, reason from ledger.rejects")
    assert (report.status, report.rejected) == ("loaded", 1)
    assert (file_name, at_line, at_column) == (path.name, line, column)
    assert why.startswith(reason)


def test_weekdays_and_pauses_are_brought_to_one_form(home, rows):
    load_paths(home, VALID)
    weekdays = rows("select distinct weekday from raw.directory__calendars order by 1")
    assert weekdays == [("friday",), ("monday",), ("sunday",)]
    assert rows("select pauses_on from raw.directory__sla_policies where target = 'resolution' order by 1") == [
        ("pending",),
        ("pending on_hold",),
    ]
    assert rows("select count(*) from raw.directory__calendars where valid_to is not null") == [(1,)]


def test_a_customer_is_the_same_here_as_in_the_systems_that_know_him(home, write, rows):
    tickets = write(
        "tickets.jsonl",
        '{"id": 1, "via": {"channel": "web"}, "created_at": "2026-03-02T09:00:00Z", '
        '"updated_at": "2026-03-02T09:00:00Z", "status": "open", "requester_id": 123, "submitter_id": 123, '
        '"brand_id": 1, "generated_timestamp": 1772442000}\n',
    )
    log = write("queue_log", "1772442000|pbx-1.1|billing|NONE|ENTERQUEUE||+493012|1\n")
    load_paths(home, [tickets, log, FIXTURES / "directory" / "valid" / "directory_customers.csv"])
    assert rows(
        "select kind, identifier = requester_id, identifier = caller from raw.directory__customers, "
        "raw.zendesk__tickets, raw.asterisk__queue_log where customer = "
        "(select customer from raw.directory__customers where kind = 'account') order by kind"
    ) == [("account", True, False), ("phone", False, True)]
    assert rows("select min(length(customer)), count(identifier) from raw.directory__customers") == [(64, 4)]


def test_shifts_without_a_zone_are_read_in_the_declared_one(home, write, rows):
    home.mkdir()
    (home / "sources.toml").write_text('[directory]\ntime_zone = "Europe/Berlin"\n')
    shift = "agent,starts_at,ends_at,activity\nrosa,2026-03-02 09:00,2026-03-02 17:00,work\n"
    load_paths(home, [write("shifts.csv", shift)])
    assert rows("select epoch(starts_at)::bigint, is_paid from raw.directory__shifts") == [(1772438400, None)]


@pytest.mark.parametrize(
    ("name", "column", "reason"),
    [
        ("more_refunded_than_bought", "refunded_quantity", "is more than the quantity of the line"),
        ("unknown_kind", "kind", "'gift' is none of: primary, addon"),
    ],
)
def test_an_order_line_that_cannot_be_is_put_aside(home, rows, name, column, reason):
    load_paths(home, [FIXTURES / "sales" / "invalid" / f"order_lines_{name}.csv"])
    assert rows("select column_name, reason from ledger.rejects") == [(column, reason)]
    assert rows("select count(*) from raw.sales__order_lines") == [(2,)]
