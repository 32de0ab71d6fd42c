"""Repeats as the compiled model counts them, against a slow reading that compares every contact with every other."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.parsed import run_dbt

PROJECT = Path(__file__).parents[2] / "dbt_project"
WINDOW = timedelta(days=7)
BEGINNING = datetime(2026, 1, 5, tzinfo=UTC)
END = BEGINNING + timedelta(days=40)
COLUMNS = ("contact_id", "source", "customer", "issue", "is_outbound", "is_handled", "contacted_at")


@pytest.fixture(scope="module")
def compiled_episodes(parsed_project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compiled")
    run_dbt(parsed_project, folder, "compile", "--select", "int_contact_episodes", raw="", work="", built="")
    return next(folder.glob("compiled/**/int_contact_episodes.sql")).read_text()


def read(sql, contacts):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("attach ':memory:' as work")
        connection.execute(
            "create table work.main.int_customer_contacts (contact_id varchar, source varchar, customer varchar, "
            "issue varchar, is_outbound boolean, is_handled boolean, contacted_at timestamptz)"
        )
        connection.executemany(
            f"insert into work.main.int_customer_contacts values ({', '.join('?' for _ in COLUMNS)})",
            [[contact[name] for name in COLUMNS] for contact in contacts],
        )
        connection.execute(
            "create table work.main.int_source_coverage as select 'desk' as source, ? as latest_at", [END]
        )
        asked = "contact_id, is_mature, is_repeated, is_issue_repeated, is_called_back, issue_repeats"
        rows = connection.execute(f"select {asked} from ({sql})").fetchall()
    return {row[0]: row[1:] for row in rows}


def drawn(seed, size=400):
    """Few customers, and times on a grid of half days, so that contacts meet and windows end on contacts."""
    draw = random.Random(seed)
    return [
        {
            "contact_id": f"{number:04}",
            "source": "desk",
            "customer": draw.choice([*(f"customer {name}" for name in range(40)), None]),
            "issue": draw.choice(["Billing", "Billing", "Parcel", None]),
            "is_outbound": draw.random() < 0.15,
            "is_handled": draw.random() < 0.85,
            "contacted_at": BEGINNING + timedelta(hours=12 * draw.randrange(80)),
        }
        for number in range(size)
    ]


def by_hand(contacts):
    episodes = {}
    for this in contacts:
        if this["customer"] is None or this["is_outbound"] or not this["is_handled"]:
            continue
        others = [other for other in contacts if other["customer"] == this["customer"] and other is not this]
        earlier = [other for other in others if _order(other) < _order(this) and _gap(other, this) <= WINDOW]
        later = [other for other in others if _order(other) > _order(this) and _gap(this, other) <= WINDOW]
        same = [other for other in later if other["issue"] == this["issue"]]
        inbound = [other for other in later if not other["is_outbound"]]
        if any(
            other["is_handled"] and not other["is_outbound"] and this["issue"] in (None, other["issue"])
            for other in earlier
        ):
            continue
        repeats = sum(not other["is_outbound"] for other in same)
        unknown = any(other["issue"] is None for other in inbound)
        known = this["issue"] is not None
        episodes[this["contact_id"]] = (
            this["contacted_at"] + WINDOW <= END,
            bool(inbound),
            (True if repeats else None if unknown else False) if known else None,
            any(other["is_outbound"] for other in same),
            repeats if known else None,
        )
    return episodes


def _order(contact):
    return contact["contacted_at"], contact["contact_id"]


def _gap(one, other):
    return other["contacted_at"] - one["contacted_at"]


@pytest.mark.parametrize("seed", range(6))
def test_the_model_finds_the_repeats_that_a_slow_reading_finds(compiled_episodes, seed):
    contacts = drawn(seed)
    assert read(compiled_episodes, contacts) == by_hand(contacts)


def test_contacts_that_arrive_late_change_nothing_of_other_customers(compiled_episodes):
    contacts = drawn(99)
    of = {contact["contact_id"]: contact["customer"] for contact in contacts}
    late = {contact["contact_id"] for contact in contacts if contact["customer"] == "customer 7"}
    assert late
    on_time = [contact for contact in contacts if contact["contact_id"] not in late]
    random.Random(1).shuffle(on_time)
    before, after = read(compiled_episodes, on_time), read(compiled_episodes, contacts)
    assert before == {name: row for name, row in after.items() if of[name] != "customer 7"}
