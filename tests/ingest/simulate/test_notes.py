"""What reps note down: present in plausible amounts, and in keeping with what happened."""

from collections import Counter
from datetime import datetime

import pytest


def at(text):
    return datetime.fromisoformat(text)


def noted(tickets, *names):
    return [t["fields"] | {"ticket": t} for t in tickets.values() if all(t["fields"][n] is not None for n in names)]


def changes(audits, field):
    found = {}
    for audit in audits:
        for event in audit["events"]:
            if event.get("field_name") == field and event["type"] == "Change":
                found.setdefault(audit["ticket_id"], []).append((event["previous_value"], event["value"], audit))
    return found


def test_letters_and_faxes_came_before_they_were_entered(tickets):
    received = noted(tickets, "received_at")
    assert {row["channel"] for row in received} == {"fax", "post"}
    assert len(received) == sum(t["fields"]["channel"] in {"fax", "post"} for t in tickets.values())
    lags = {"fax": [], "post": []}
    for row in received:
        lags[row["channel"]].append((at(row["ticket"]["created_at"]) - at(row["received_at"])).total_seconds() / 3600)
    assert min(lags["fax"] + lags["post"]) > 0
    assert sorted(lags["fax"])[len(lags["fax"]) // 2] < 12 < sorted(lags["post"])[len(lags["post"]) // 2] < 96


def test_one_contact_is_often_said_to_be_enough(tickets):
    said = noted(tickets, "resolved_in_contact")
    assert 0.8 < len(said) / len(tickets) < 0.95
    settled = [row for row in said if row["resolved_in_contact"]]
    assert 0.4 < len(settled) / len(said) < 0.8
    assert sum(row["follow_up_needed"] for row in settled) < 0.1 * len(settled)
    assert sum(row["follow_up_needed"] for row in said) > 0.2 * len(said)


def test_supervisors_are_asked_for_now_and_then_and_by_complainants_more(tickets):
    asked = [t for t in tickets.values() if t["fields"]["supervisor_requested"]]
    assert 0.01 < len(asked) / len(tickets) < 0.06
    complaints = [t for t in tickets.values() if t["fields"]["complaint"]]
    share = sum(t["fields"]["supervisor_requested"] for t in complaints) / len(complaints)
    assert share > 2 * len(asked) / len(tickets)


def test_an_escalation_has_a_reason_and_a_verdict_once_it_has_happened(tickets, audits):
    escalated = {
        audit["ticket_id"] for audit in audits if any(e.get("body") == "Please take over." for e in audit["events"])
    }
    judged = {row["ticket"]["id"]: row for row in noted(tickets, "escalation_reason", "escalation_accepted")}
    last_day = max(audit["created_at"] for audit in audits)[:10]
    assert all(one in judged or tickets[one]["created_at"][:7] >= last_day[:7] for one in escalated)
    reasons = Counter(row["escalation_reason"] for row in judged.values())
    assert set(reasons) == {"policy", "customer_request", "expertise", "none"}
    accepted = sum(row["escalation_accepted"] for row in judged.values())
    assert 0.6 < accepted / len(judged) < 0.95
    unasked = [row for row in judged.values() if row["escalation_reason"] == "none"]
    assert sum(row["escalation_accepted"] for row in unasked) < 0.6 * len(unasked)


def test_a_bounced_case_comes_back_to_the_team_that_sent_it_without_an_answer(audits):
    moves = changes(audits, "group_id")
    back = [audit for audit in audits if any(event.get("body") == "Not ours." for event in audit["events"])]
    cases = {audit["ticket_id"] for audit in audits}
    assert 0.005 < len(back) / len(cases) < 0.04
    for audit in back:
        (home, away, sent), (left, again, _) = moves[audit["ticket_id"]][:2]
        assert (home, away) == (again, left)
        assert sent["created_at"] < audit["created_at"]
        assert audit["author_id"] != sent["author_id"]


def test_complaints_are_decided_and_mostly_as_what_was_given_says(tickets):
    decided = noted(tickets, "complaint_decision")
    assert {row["complaint_decision"] for row in decided} == {"upheld", "partly_upheld", "rejected"}
    assert all(row["complaint"] for row in decided)
    refused = [row["complaint_decision"] == "rejected" for row in decided if row["policy_outcome"] == "refusal"]
    paid = [row["complaint_decision"] == "rejected" for row in decided if row["compensation"]]
    assert sum(refused) / len(refused) > 0.7 > 0.35 > sum(paid) / len(paid)


def test_returns_are_decided_by_policy_without_a_complaint(tickets):
    quiet = [row for row in noted(tickets, "policy_eligible", "policy_outcome") if not row["complaint"]]
    assert {row["topic"] for row in quiet} == {"returns"}
    pairs = Counter((row["policy_eligible"], row["policy_outcome"] == "refusal") for row in quiet)
    # Wrongful refusals and leakage both occur, and are the exception.
    assert 0 < pairs[True, True] < pairs[True, False]
    assert 0 < pairs[False, False] < pairs[False, True]


def limit_of(limits, agent, tier, day):
    own = [float(row["limit_amount"]) for row in limits if row["agent"] == agent]
    general = [row for row in limits if row["tier"] == str(tier) and row["valid_from"] <= day]
    return own[0] if own else float(max(general, key=lambda row: row["valid_from"])["limit_amount"])


def test_compensation_above_the_limit_is_mostly_but_not_always_approved(busy_department, directory_of, tickets, audits):
    limits = directory_of(busy_department, "compensation_limits")
    accounts = {row["account"]: row["agent"] for row in directory_of(busy_department, "agents")}
    tiers = {row["key"]: int(row["tier"]) for row in directory_of(busy_department, "teams")}
    solved_on = {
        ticket: next(audit["created_at"][:10] for _, status, audit in rows if status == "solved")
        for ticket, rows in changes(audits, "status").items()
        if any(status == "solved" for _, status, _ in rows)
    }
    approved, alone = 0, 0
    for row in noted(tickets, "compensation"):
        ticket = row["ticket"]
        agent, tier = accounts[str(ticket["assignee_id"])], tiers[str(ticket["group_id"])]
        if float(row["compensation"]) > limit_of(limits, agent, tier, solved_on[ticket["id"]]):
            approved += row["compensation_approved_by"] is not None
            alone += row["compensation_approved_by"] is None
    assert approved > 3 * alone > 0
    experts = {row["agent"] for row in directory_of(busy_department, "memberships") if row["team"] == "Escalations"}
    assert {accounts[row["compensation_approved_by"]] for row in noted(tickets, "compensation_approved_by")} <= experts


def test_most_cases_are_confirmed_after_they_began(tickets):
    confirmed = noted(tickets, "confirmation_sent_at")
    assert 0.8 < len(confirmed) / len(tickets) < 0.97
    assert all(row["confirmation_sent_at"] > row["ticket"]["created_at"] for row in confirmed)


def test_orders_are_named_where_goods_are_on_their_way(tickets, directory_of, busy_department):
    named = noted(tickets, "order_number")
    assert {row["topic"] for row in named} == {"shipment", "returns"}
    links = {
        row["identifier"]: row["customer"]
        for row in directory_of(busy_department, "customers")
        if row["kind"] == "order"
    }
    assert {row["order_number"]: str(row["ticket"]["requester_id"]) for row in named}.items() <= links.items()
    assert len({row["order_number"] for row in named}) < len(named), "somebody comes back about the same order"


@pytest.mark.parametrize("kind", ["account", "email", "phone"])
def test_every_customer_of_a_ticket_is_in_the_directory(tickets, directory_of, busy_department, kind):
    known = {row["customer"] for row in directory_of(busy_department, "customers") if row["kind"] == kind}
    assert {str(ticket["requester_id"]) for ticket in tickets.values()} <= known


def test_about_one_number_in_a_hundred_is_a_switchboard_of_strangers(directory_of, busy_department):
    rows = directory_of(busy_department, "customers")
    owners = Counter(row["identifier"] for row in rows if row["kind"] == "phone")
    shared = {number for number, count in owners.items() if count > 1}
    assert 0.005 < len(shared) / len(owners) < 0.02
    noted_as_shared = {row["identifier"] for row in rows if row["is_shared"] == "true"}
    assert 0.5 < len(shared & noted_as_shared) / len(shared) < 0.9
    addresses = Counter(row["customer"] for row in rows if row["kind"] == "email")
    assert 0.03 < sum(count == 2 for count in addresses.values()) / len(addresses) < 0.07
