"""Real public files, where they are present beside the repository, load whole and without a reject."""

from pathlib import Path

import pytest

from ingest.load import load_paths
from ingest.raw_store import read_raw_store

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not part of the repository")

EXPECTED = {
    "tickets_servicenow_uci": {"case_event": 141_712},
    "calls_anonymousbank": {"contact": 33_344},
    "complaints_cfpb": {"case": 62_516},
    "sales_bank_marketing": {"offer": 41_188, "contact": 41_188},
    "tickets_kaggle_support": {"case": 8_469, "survey_answer": 2_769},
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    home = tmp_path_factory.mktemp("real")
    reports = {name: load_paths(home, [DATA / name], config=ROOT / "examples" / f"{name}.toml") for name in EXPECTED}
    return home, reports


@pytest.fixture(scope="module")
def fact(loaded):
    with read_raw_store(loaded[0]) as connection:
        yield lambda sql: connection.execute(sql).fetchone()


@pytest.mark.parametrize("name", EXPECTED)
def test_every_record_is_loaded_and_none_rejected(loaded, name):
    report = loaded[1][name]
    assert report.succeeded
    assert {file.stream: file.loaded for file in report.files if file.status == "loaded"} == EXPECTED[name]
    assert report.rejected == 0


@pytest.mark.parametrize("name", EXPECTED)
def test_files_that_are_no_data_are_skipped_with_a_notice(loaded, name):
    skipped = [file for file in loaded[1][name].files if file.status == "skipped"]
    assert "SOURCE.md" in {file.path.name for file in skipped}
    assert all("sources.toml" in file.reason for file in skipped)


def test_known_facts_survive_the_mapping(fact):
    calls = "from raw.mapped__contacts where source = 'bank_calls'"
    cases = "from raw.mapped__cases where source = "
    assert fact(
        f"select count(distinct key), count(distinct agent), avg(talk_seconds) filter (outcome = 'answered') {calls}"
    ) == (
        33_344,
        24,
        pytest.approx(176.353, abs=0.001),
    )
    assert fact(f"select count(distinct key), count(distinct team) {cases} 'servicenow_uci'") == (24_918, 78)
    assert fact(
        f"select count(*) filter (complaint_timely), count(*) filter (not complaint_timely) {cases} 'cfpb_complaints'"
    ) == (58_619, 2_403)
    assert fact(f"select round(avg(is_compensated::int), 4) {cases} 'cfpb_complaints'") == (0.2351,)
    assert fact("select count(*) filter (result = 'accepted') from raw.mapped__offers") == (4_640,)
    assert fact("select round(avg(score), 4) from raw.mapped__survey_answers") == (2.9913,)
    assert fact(f"select count(*) filter (resolved_at < first_response_at) {cases} 'kaggle_support'") == (1_365,)


def test_complaints_open_when_the_consumer_wrote(fact):
    opened = "strftime(timezone('America/New_York', opened_at), '%Y-%m-%d')"
    assert fact(f"select {opened} from raw.mapped__cases where key = '4848023'") == ("2021-10-24",)
