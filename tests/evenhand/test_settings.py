from pathlib import Path

import pytest

from evenhand.errors import WrongUsageError
from evenhand.settings import environment_variables, read_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in environment_variables():
        monkeypatch.delenv(name, raising=False)


def test_without_any_variable_the_defaults_hold():
    settings = read_settings()
    assert settings.home == Path("data")
    assert settings.currency == "EUR"
    assert settings.dbt_variables() == {
        "reporting_time_zone": "UTC",
        "service_level_threshold_seconds": 20,
        "short_abandon_seconds": 5,
        "complaint_deadline_days": 15,
        "reopen_window_days": 7,
        "repeat_window_days": 7,
        "refund_window_days": 30,
        "contact_logging_minutes": 60,
        "survey_window_days": 14,
        "genesys_counts_flow_outs": False,
        "genesys_counts_short_abandons": True,
        "genesys_counts_abandons": True,
    }


def test_all_wrong_values_are_told_in_one_message(monkeypatch):
    monkeypatch.setenv("EVENHAND_TIME_ZONE", "Mars/Olympus")
    monkeypatch.setenv("EVENHAND_SERVICE_LEVEL_SECONDS", "twenty")
    monkeypatch.setenv("EVENHAND_COMPLAINT_DEADLINE_DAYS", "0")
    monkeypatch.setenv("EVENHAND_CURRENCY", "euro")
    with pytest.raises(WrongUsageError) as raised:
        read_settings()
    for name in ("TIME_ZONE=Mars/Olympus", "LEVEL_SECONDS=twenty", "DEADLINE_DAYS=0", "CURRENCY=euro"):
        assert name in raised.value.what


def test_settings_do_not_change(monkeypatch):
    monkeypatch.setenv("EVENHAND_TIME_ZONE", "Europe/Berlin")
    settings = read_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.time_zone = "UTC"


def test_every_dbt_variable_exists_in_the_project():
    import yaml

    from evenhand.fingerprint import dbt_project_folder

    project = yaml.safe_load((dbt_project_folder() / "dbt_project.yml").read_text())
    assert read_settings().dbt_variables().keys() <= project["vars"].keys()


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch):
    monkeypatch.setenv("EVENHAND_HOME", "")
    assert read_settings().home == Path("data")
