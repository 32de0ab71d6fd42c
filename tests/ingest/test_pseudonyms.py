import stat

import duckdb
import pytest

from ingest.errors import IngestError
from ingest.pseudonyms import Pseudonyms
from ingest.types import Column


@pytest.fixture
def pseudonyms():
    return Pseudonyms(b"k" * 32)


@pytest.mark.parametrize("written", ["ann@example.com", " Ann@Example.COM ", "ANN@example. com"])
def test_case_and_blanks_do_not_make_two_customers(pseudonyms, written):
    assert pseudonyms.pseudonym(written) == pseudonyms.pseudonym("ann@example.com")


@pytest.mark.parametrize("written", [None, "", " ", "0", "anonymous", "Anonymous", "NULL", "Unknown"])
def test_nobody_in_particular_is_not_a_customer(pseudonyms, written):
    assert pseudonyms.pseudonym(written) is None


def test_another_installation_makes_other_pseudonyms(pseudonyms):
    assert Pseudonyms(b"q" * 32).pseudonym("ann") != pseudonyms.pseudonym("ann")


def test_the_key_is_made_once_and_kept_private(tmp_path):
    first = Pseudonyms.of_installation(tmp_path).pseudonym("ann")
    assert Pseudonyms.of_installation(tmp_path).pseudonym("ann") == first
    assert stat.S_IMODE((tmp_path / "pseudonym.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "written",
    ["+49 30 1234567", "+49-30-123.45.67", "+49(30)1234567", "0049 30 123 4567", "+49 30/1234567", "+49 (0)30 1234567"],
)
def test_a_telephone_number_is_the_same_however_it_is_written(pseudonyms, written):
    assert pseudonyms.pseudonym(written) == pseudonyms.pseudonym("+49301234567")


@pytest.mark.parametrize(
    ("one", "other"), [("2024-001", "2024001"), ("00123", "+123"), ("030 1234567", "+49301234567"), ("a-b", "ab")]
)
def test_what_may_be_something_else_than_an_international_number_stays_apart(pseudonyms, one, other):
    assert pseudonyms.pseudonym(one) != pseudonyms.pseudonym(other)


def test_a_key_that_others_can_read_is_refused(tmp_path):
    Pseudonyms.of_installation(tmp_path)
    (tmp_path / "pseudonym.key").chmod(0o644)
    with pytest.raises(IngestError, match="chmod 600"):
        Pseudonyms.of_installation(tmp_path)


@pytest.mark.parametrize("content", ["", "short", "ab" * 31])
def test_a_damaged_key_is_refused(tmp_path, content):
    path = tmp_path / "pseudonym.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(IngestError, match="does not hold a key of 32 bytes"):
        Pseudonyms.of_installation(tmp_path)


def test_values_in_tables_and_inside_json_get_the_same_pseudonym(pseudonyms):
    with duckdb.connect() as connection:
        connection.execute(
            """create temp table typed as
            select '77' as who, '[{"author": 77, "by": {"author": null}, "keep": "77"}]'::json as events
            union all select 'anonymous', null"""
        )
        pseudonyms.replace_column(connection, "typed", Column("who", personal=True))
        pseudonyms.replace_inside_json(connection, "typed", Column("events", "JSON", personal_keys=("author",)))
        rows = connection.execute("select who, events from typed order by who nulls last").fetchall()
    hashed = pseudonyms.pseudonym("77")
    assert rows == [(hashed, f'[{{"author":"{hashed}","by":{{"author":null}},"keep":"77"}}]'), (None, None)]
