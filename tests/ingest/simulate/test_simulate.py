import csv
import gzip
import hashlib
import json
import statistics
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from ingest.load import load_paths
from ingest.raw_store import read_raw_store
from ingest.simulate import simulate

FRONT_DOOR = "ENTERQUEUE"


def bytes_of(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def lines_of(path):
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return text.decode().splitlines()


def calls_of(report):
    lines = [line for path in sorted((report.folder / "asterisk").iterdir()) for line in lines_of(path)]
    records = [line.split("|") for line in lines]
    return [record for record in records if len(record) > 4 and record[0].isdigit()]


def ticket_versions(report):
    pages = [line for path in sorted((report.folder / "zendesk").glob("tickets-*")) for line in lines_of(path)]
    return [ticket for page in pages for ticket in json.loads(page)["tickets"]]


def newest(records, key, version):
    return {record[key]: record for record in sorted(records, key=lambda record: record[version])}


def conversations_of(report):
    files = sorted((report.folder / "intercom").glob("conversations-*"))
    return [json.loads(line) for path in files for line in lines_of(path)]


def truth_of(report):
    return json.loads((report.truth / "truth.json").read_text())


def test_the_same_arguments_write_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        simulate(tmp_path / name / "demo", contacts=1200, seed=3)
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second")


def test_another_seed_writes_another_department(department, tmp_path):
    other = simulate(tmp_path / "demo", contacts=department.contacts, seed=12)
    mine, theirs = bytes_of(department.folder), bytes_of(other.folder)
    assert mine.keys() == theirs.keys()
    rules = {"calendars", "holidays", "team_calendars", "teams", "sla_targets", "sla_policies"}
    alike = {name for name in mine if mine[name] == theirs[name]}
    assert alike <= {f"directory/directory_{name}.csv" for name in rules} | {"sources.toml", "zendesk/groups.json"}


def test_every_contact_is_in_exactly_one_export(department):
    calls = {record[1] for record in calls_of(department) if record[4] == FRONT_DOOR}
    written = {ticket["id"] for ticket in ticket_versions(department) if ticket["via"]["channel"] != "voice"}
    talks = {talk["id"] for talk in conversations_of(department)}
    assert len(calls) + len(written) + len(talks) == department.contacts


def test_eighteen_months_end_on_the_day_asked_for(tmp_path):
    report = simulate(tmp_path / "demo", contacts=1000, end=date(2025, 3, 15))
    assert (report.first_day, report.last_day) == (date(2023, 9, 16), date(2025, 3, 15))
    assert (report.folder / "zendesk/tickets-2025-03.json").exists()


def test_nothing_in_the_files_happens_after_the_end(department):
    end = int(datetime(2026, 6, 30, 22, tzinfo=UTC).timestamp())
    assert max(ticket["generated_timestamp"] for ticket in ticket_versions(department)) <= end
    assert max(talk["updated_at"] for talk in conversations_of(department)) < end


def test_a_months_export_knows_only_what_happened_by_its_end(department):
    march = department.folder / "zendesk/ticket_audits-2025-03.jsonl"
    instants = [json.loads(line)["created_at"] for line in lines_of(march)]
    assert instants == sorted(instants)
    assert instants[0] >= "2025-02-28T23:00:00Z"
    assert instants[-1] < "2025-03-31T22:00:00Z"


def test_tickets_come_in_both_forms_of_the_export_with_later_versions(department):
    files = sorted((department.folder / "zendesk").glob("tickets-*"))
    pages = [json.loads(lines_of(path)[-1]) for path in files]
    assert ["end_time" in page for page in pages] == [True] * 9 + [False] * 9
    assert ["after_cursor" in page for page in pages] == [False] * 9 + [True] * 9
    assert all(page["end_of_stream"] for page in pages)
    versions = ticket_versions(department)
    statuses = {}
    for ticket in versions:
        statuses.setdefault(ticket["id"], set()).add(ticket["status"])
    assert {"solved", "closed"} in statuses.values()
    assert len(versions) > len(statuses)


def test_some_cases_are_still_open_and_most_are_closed(department):
    tickets = newest(ticket_versions(department), "id", "generated_timestamp").values()
    unresolved = [ticket for ticket in tickets if ticket["status"] in {"new", "open", "pending", "hold"}]
    assert 0 < len(unresolved) < 0.1 * len(tickets)
    assert sum(ticket["status"] == "closed" for ticket in tickets) > 0.8 * len(tickets)


def test_most_answered_calls_are_logged_as_tickets(department):
    answered = {record[1] for record in calls_of(department) if record[4] == "CONNECT"}
    logged = {ticket["external_id"] for ticket in ticket_versions(department) if ticket["external_id"]}
    assert logged <= answered
    assert 0.90 < len(logged) / len(answered) < 0.99


def test_a_transferred_call_enters_another_queue_under_the_same_id(department):
    records = calls_of(department)
    moved = {record[1] for record in records if record[4] in {"BLINDTRANSFER", "ATTENDEDTRANSFER"}}
    queues = {}
    for record in records:
        if record[4] == FRONT_DOOR:
            queues.setdefault(record[1], []).append(record[2])
    assert moved
    assert all(len(queues[call]) == 2 for call in moved)


def test_callers_leave_the_queue_in_every_way(busy_department):
    endings = Counter(record[4] for record in calls_of(busy_department))
    calls = endings[FRONT_DOOR]
    assert 0.002 < endings["EXITWITHKEY"] / calls < 0.05
    assert 0 < endings["EXITWITHTIMEOUT"] / calls < 0.02
    assert 0.02 < endings["ABANDON"] / calls < 0.15
    assert 0.005 < endings["RINGNOANSWER"] / calls < 0.05
    assert endings["BLINDTRANSFER"] > endings["ATTENDEDTRANSFER"] > 0


def test_some_who_hang_up_call_again_soon(busy_department):
    entered = sorted((int(r[0]), r[1], r[6]) for r in calls_of(busy_department) if r[4] == FRONT_DOOR)
    first = {call: (at, caller) for at, call, caller in reversed(entered) if caller != "anonymous"}
    starts = {}
    for at, caller in first.values():
        starts.setdefault(caller, []).append(at)
    gone = [first[r[1]] for r in calls_of(busy_department) if r[4] == "ABANDON" and r[1] in first]
    again = [any(at < later < at + 86_400 for later in starts[caller]) for at, caller in gone]
    # By chance it would be one in thirty.
    assert 0.15 < sum(again) / len(again) < 0.5


def test_callers_wait_longer_in_the_phone_outage(department):
    outage = next(incident for incident in department.incidents if incident.name == "phone_outage")
    inside, outside = [], []
    for record in calls_of(department):
        if record[4] in {"CONNECT", "ABANDON"}:
            day = datetime.fromtimestamp(int(record[0]), tz=UTC).date()
            wait = int(record[5] if record[4] == "CONNECT" else record[7])
            (inside if outage.first_day <= day <= outage.last_day else outside).append(wait)
    assert statistics.mean(inside) > 2 * statistics.mean(outside)
    assert statistics.median(outside) < 25


def test_shipment_cases_take_longer_in_the_shipment_problem(department):
    problem = next(incident for incident in department.incidents if incident.name == "shipment_problem")
    tickets = newest(ticket_versions(department), "id", "generated_timestamp").values()
    inside = [t for t in tickets if str(problem.first_day) <= t["created_at"][:10] <= str(problem.last_day)]

    def share_of_shipment(some):
        return sum(ticket["custom_fields"][0]["value"] == "shipment" for ticket in some) / len(some)

    assert share_of_shipment(inside) > 1.4 * share_of_shipment(tickets)


def test_surveys_are_written_whether_answered_or_not(department):
    rows = [
        row
        for path in sorted((department.folder / "surveys").glob("*-??.csv"))
        for row in csv.DictReader(lines_of(path))
        if "BAD" not in row["response_id"]
    ]
    last = {row["response_id"]: row for row in sorted(rows, key=lambda row: row["answered_at"])}.values()
    answered = [row for row in last if row["answered_at"]]
    assert 0.15 < len(answered) / len(last) < 0.35
    assert all(bool(row["score"]) == bool(row["answered_at"]) for row in last)
    assert all(row["sent_at"] <= row["answered_at"] for row in answered)


def test_the_truth_holds_every_reps_effects_and_mix(department):
    truth = truth_of(department)
    assert len(truth["reps"]) == 60
    assert {"handle_time", "csat", "resolution_time", "conversion", "reopen", "transfer", "resolution"} == set(
        truth["effect_spread"]
    )
    assert all(set(rep["effects"]) == set(truth["effect_spread"]) for rep in truth["reps"])
    assert sum(sum(rep["contacts_by_topic"].values()) for rep in truth["reps"]) > 0.9 * department.contacts
    assert set(truth["incidents"]) == {"phone_outage", "shipment_problem"}
    assert truth["model"]["csat_intercept"] == pytest.approx(2.05)
    assert department.folder not in department.truth.parents


def test_without_rep_effects_all_reps_are_alike_but_keep_their_mixes(tmp_path):
    truth = truth_of(simulate(tmp_path / "demo", contacts=1000, rep_effects=0.0))
    assert all(value == 0 for rep in truth["reps"] for value in rep["effects"].values())
    mixes = [rep["contacts_by_channel"]["phone"] for rep in truth["reps"]]
    assert max(mixes) > min(mixes)


def test_progress_is_told_month_by_month(tmp_path):
    told = []
    simulate(tmp_path / "demo", contacts=1000, progress=lambda name, done, total: told.append((name, done, total)))
    assert told[0] == ("2025-01", 1, 18)
    assert told[-1] == ("2026-06", 18, 18)


def test_the_loader_takes_everything_but_the_dirt(department, tmp_path):
    load = load_paths(tmp_path / "home", [department.folder], config=department.sources_toml)
    assert {file.path.name for file in load.files if file.status == "skipped"} <= {"sources.toml"}
    assert sum(file.status == "already loaded" for file in load.files) == department.dirty["duplicate_files"]
    assert not load.failed
    with read_raw_store(tmp_path / "home") as connection:
        rejects = dict(
            connection.execute("select source || '__' || stream, count(*) from ledger.rejects group by all").fetchall()
        )
        records = dict(
            connection.execute(
                "select source || '__' || stream, sum(records) from ledger.files group by all"
            ).fetchall()
        )
        unknown = connection.execute(
            "select count(*) from raw.zendesk__tickets where field_topic is null or field_complaint is null"
        ).fetchall()
    assert rejects == {
        table: count for table, count in department.dirty.items() if table != "duplicate_files" and count
    }
    assert {table: records[table] for table in department.records} == dict(department.records)
    assert unknown == [(0,)]
