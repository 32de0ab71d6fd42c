import pytest

from ingest.canonical import ENTITIES
from ingest.load import load_paths

STATES_TOML = """
    [sources.switch]
    files = ["states*.csv"]
    time_zone = "Europe/Berlin"
    [[sources.switch.maps]]
    rows = "agent_state"
    key = ["agent", "from"]
    [sources.switch.maps.columns]
    agent = "agent"
    state = { from = "state", values = { READY = "available", TALK = "on_contact", ACW = "wrapup", LUNCH = "paused" } }
    reason = { from = "state", values = { READY = "", TALK = "", ACW = "", LUNCH = "lunch" } }
    started_at = "from"
    ended_at = "to"
"""
STATES = """\
agent,state,from,to
Ann,READY,2026-03-02 09:00:00,2026-03-02 09:05:00
Ann,TALK,2026-03-02 09:05:00,2026-03-02 09:09:00
Ann,LUNCH,2026-03-02 12:00:00,
"""


@pytest.fixture
def states_toml(write):
    return write("states.toml", STATES_TOML)


def test_states_of_agents_are_mapped_like_any_log(home, write, rows, states_toml):
    (report,) = load_paths(home, [write("states.csv", STATES)], config=states_toml).files
    assert (report.status, report.stream, report.rejected) == ("loaded", "agent_state", 0)
    assert rows(
        "select source, agent, state, reason, epoch(ended_at - started_at) from raw.mapped__agent_states order by _row"
    ) == [
        ("switch", "Ann", "available", None, 300),
        ("switch", "Ann", "on_contact", None, 240),
        ("switch", "Ann", "paused", "lunch", None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("Ann,READY", "Ann,AWAY", "state", "'AWAY' is none of: offline, available, busy, ringing"),
        ("09:05:00\nAnn", "08:05:00\nAnn", "ended_at", "is before started_at"),
        ("Ann,TALK", "Ann,", "state", "is empty, and a record needs it"),
    ],
)
def test_a_state_that_cannot_have_been_is_put_aside(home, write, rows, states_toml, old, new, column, reason):
    load_paths(home, [write("states.csv", STATES.replace(old, new))], config=states_toml)
    ((at_column, why),) = rows("select column_name, reason from ledger.rejects")
    assert (at_column, why[: len(reason)]) == (column, reason)


def test_by_what_customers_are_known_is_hashed_in_every_mapped_log(home, write, rows):
    toml = """
        [sources.calls]
        files = ["calls.csv"]
        [[sources.calls.maps]]
        rows = "contact"
        key = "id"
        columns = { phone = "phone", email = "email", order_number = "order", customer = "customer" }
        [[sources.calls.maps]]
        rows = "case"
        key = "id"
        columns = { order_number = "order", complaint_decision = "decision", merged_into_key = "into" }
    """
    calls = "id,phone,email,order,customer,decision,into\n1,+49 30 12,Ann@example.com,O-7,C-1,upheld,2\n"
    load_paths(home, [write("calls.csv", calls)], config=write("calls.toml", toml))
    ((*hashes, same),) = rows(
        "select length(phone), length(email), length(contact.order_number), length(contact.customer),"
        " contact.order_number = cases.order_number"
        " from raw.mapped__contacts as contact, raw.mapped__cases as cases"
    )
    assert (hashes, same) == ([64] * 4, True)
    assert rows("select complaint_decision, merged_into_key from raw.mapped__cases") == [("upheld", "2")]


def test_every_column_of_an_entity_has_a_name_of_its_own():
    for entity in ENTITIES:
        names = [column.name for column in entity.columns]
        assert len(names) == len(set(names))
