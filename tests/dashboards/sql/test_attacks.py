"""Every attack is sent the way of a person and past the check: nothing is read, written, reached or changed.

The way of a person ends in the audit log: each attack is a line of it, with statement and outcome.
"""

from hashlib import sha256

import duckdb
import pytest

from dashboards.sql_worker.statement import NotAskableError, check
from tests.dashboards.sql.attacks import ATTACKS, filled
from tests.dashboards.sql.published import SECRET, WORDS_OF_ENVIRONMENT, Unchecked, picture


def words_of_the_check(parser, statement):
    try:
        check(parser, statement)
    except (NotAskableError, duckdb.Error) as refusal:
        return str(refusal)
    return ""


@pytest.fixture(scope="module")
def unchecked(database):
    process = Unchecked(database)
    yield process
    process.close()


def test_there_are_a_hundred_attacks_and_no_two_are_one():
    assert len(set(ATTACKS)) == len(ATTACKS) >= 100


@pytest.mark.parametrize("attack", ATTACKS)
def test_past_the_check_it_reads_and_changes_nothing(attack, unchecked, open_folder, home, database, listener):
    before = picture(home, open_folder)
    answer = unchecked.ask(filled(attack, open_folder, database, listener))
    assert answer, "neither answer nor refusal"
    assert SECRET not in str(answer)
    assert WORDS_OF_ENVIRONMENT not in str(answer)
    assert "root:x:0" not in str(answer)
    assert picture(home, open_folder) == before
    assert "ended" in answer or unchecked.sockets() == []
    assert listener.came == 0


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_check_refuses_it_in_words_unless_it_only_reads(attack, parser, open_folder, database, listener):
    if not words_of_the_check(parser, filled(attack, open_folder, database, listener)):
        assert attack.lower().startswith(("select", "from", "describe", "with recursive"))
        assert not any(word in attack for word in ("(copy", "(insert", "(update", "(delete", ";"))


# A process for each takes a third of a second, so an everyday run asks every fourth the whole way.
@pytest.mark.parametrize(
    "attack", [*ATTACKS[::4], *(pytest.param(a, marks=pytest.mark.slow) for a in ATTACKS if a not in ATTACKS[::4])]
)
def test_the_way_of_a_person_it_is_refused_or_harmless_and_written_down(
    attack, asked_for, open_folder, database, listener
):
    statement = filled(attack, open_folder, database, listener)
    before = picture(database.parent, open_folder)
    line, got = asked_for.line(statement)
    assert SECRET not in got
    assert WORDS_OF_ENVIRONMENT not in got
    assert line["outcome"] in ("ok", "refused", "error")
    assert line["outcome"] == "ok" or line["reason"] == got
    assert line["sha256"] == sha256(statement.encode()).hexdigest()
    assert picture(database.parent, open_folder) == before
    assert listener.came == 0


@pytest.fixture(scope="module")
def parser():
    with duckdb.connect() as connection:
        yield connection
