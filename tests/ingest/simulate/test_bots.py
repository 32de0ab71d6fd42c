"""A bot answers and closes some conversations alone; some customers come back to them and get a person."""

import json

import pytest

from ingest.simulate.identities import INTERCOM_OPERATOR


@pytest.fixture(scope="module")
def talks(busy_department, lines_of):
    found = {}
    for path in sorted((busy_department.folder / "intercom").glob("conversations-*")):
        found |= {talk["id"]: talk for talk in map(json.loads, lines_of(path))}
    return list(found.values())


def parts(talk):
    return talk["conversation_parts"]["conversation_parts"]


def has_person(talk):
    return any(part["author"]["type"] == "admin" for part in parts(talk))


def closes(talk):
    return [part for part in parts(talk) if part["part_type"] == "close"]


def test_the_bot_settles_some_conversations_alone(talks):
    alone = [
        talk
        for talk in talks
        if not has_person(talk) and talk["team_assignee_id"] is None and talk["state"] == "closed"
    ]
    assert 0.08 < len(alone) / len(talks) < 0.25
    for talk in alone:
        assert [part["author"]["id"] for part in closes(talk)] == [INTERCOM_OPERATOR]
        assert talk["admin_assignee_id"] is None
        assert talk["conversation_rating"] is None
        assert talk["statistics"]["first_admin_reply_at"] is None


def test_some_come_back_to_it_and_get_a_person(talks):
    back = [talk for talk in talks if has_person(talk) and closes(talk) and closes(talk)[0]["author"]["type"] == "bot"]
    assert 0.01 < len(back) / len(talks) < 0.08
    for talk in back:
        opened = next(part for part in parts(talk) if part["part_type"] == "open")
        assert opened["author"]["type"] == "user"
        assert talk["statistics"]["first_admin_reply_at"] > opened["created_at"] > closes(talk)[0]["created_at"]
        assert talk["statistics"]["count_reopens"] >= 1
        assert talk["team_assignee_id"] is not None


def test_parts_follow_each_other_in_time_and_have_numbers_of_their_own(talks):
    for talk in talks:
        instants = [part["created_at"] for part in parts(talk)]
        assert instants == sorted(instants)
        assert talk["statistics"]["count_conversation_parts"] == len(parts(talk))
    numbers = [part["id"] for talk in talks for part in parts(talk)]
    assert len(numbers) == len(set(numbers))


def test_every_customer_of_a_conversation_is_named_as_elsewhere(talks):
    assert all(talk["contacts"]["contacts"][0]["external_id"].startswith("200000") for talk in talks)
