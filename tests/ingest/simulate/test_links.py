"""Merges and follow-ups name tickets that exist, of the same customer."""


def merges(audits):
    return [audit for audit in audits if audit["via"]["source"]["from"].get("ticket_ids")]


def test_every_merge_names_a_ticket_that_was_closed_into_a_living_one(tickets, audits):
    found = merges(audits)
    merged = {ticket["id"] for ticket in tickets.values() if "closed_by_merge" in ticket["tags"]}
    assert 0.002 < len(found) / len(tickets) < 0.02
    assert {audit["via"]["source"]["rel"] for audit in found} == {"merge"}
    assert merged == {one for audit in found for one in audit["via"]["source"]["from"]["ticket_ids"]}
    for audit in found:
        survivor = tickets[audit["ticket_id"]]
        assert survivor["id"] not in merged
        for one in audit["via"]["source"]["from"]["ticket_ids"]:
            assert tickets[one]["requester_id"] == survivor["requester_id"]
            assert tickets[one]["created_at"] >= survivor["created_at"]
            assert tickets[one]["status"] == "closed"


def test_nothing_happens_to_a_ticket_after_it_was_merged(audits):
    merged_at = {
        one: audit["created_at"] for audit in merges(audits) for one in audit["via"]["source"]["from"]["ticket_ids"]
    }
    later = [audit for audit in audits if audit["created_at"] > merged_at.get(audit["ticket_id"], "9999")]
    assert later == []


def test_a_ticket_lives_when_it_takes_in_another(audits):
    survivors = {audit["ticket_id"]: audit["created_at"] for audit in merges(audits)}
    for audit in audits:
        if audit["ticket_id"] in survivors and audit["created_at"] < survivors[audit["ticket_id"]]:
            assert not any(event.get("value") in {"solved", "closed"} for event in audit["events"])


def test_a_follow_up_names_a_ticket_of_the_same_customer_that_was_closed_before(tickets, audits):
    closed = {
        audit["ticket_id"]: audit["created_at"]
        for audit in audits
        if any(event.get("field_name") == "status" and event.get("value") == "closed" for event in audit["events"])
    }
    answers = [ticket for ticket in tickets.values() if ticket["via"]["source"]["rel"] == "follow_up"]
    assert 0.003 < len(answers) / len(tickets) < 0.04
    assert {ticket["via"]["channel"] for ticket in answers} == {"email", "web"}
    for ticket in answers:
        parent = tickets[ticket["via"]["source"]["from"]["ticket_id"]]
        assert parent["requester_id"] == ticket["requester_id"]
        assert closed[parent["id"]] <= ticket["created_at"]
