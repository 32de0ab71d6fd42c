from urllib.parse import parse_qsl

import pytest

from dashboards.plan import LEVERS, Plan, plan_address, read_plan, usual_plan

USUAL = usual_plan({"settings": {"service_level_threshold_seconds": 30}})


def test_the_plain_address_is_the_usual_plan_with_the_departments_own_seconds():
    assert read_plan({}, USUAL) == USUAL
    assert USUAL.seconds == 30
    assert plan_address(USUAL, USUAL) == ""
    assert usual_plan({}) == Plan()
    assert usual_plan({"settings": {"service_level_threshold_seconds": 1000}}).seconds == 300


@pytest.mark.parametrize("address", ["days=sat&at=08%3A30&vol=-50", "sl=99&in=5&off=0&busy=100", "aht=30"])
def test_a_plan_survives_the_way_through_the_address(address):
    plan = read_plan(dict(parse_qsl(address)), USUAL)
    assert plan_address(plan, USUAL) == address


@pytest.mark.parametrize(
    "nonsense",
    [
        {"vol": "7000"},
        {"sl": "100"},
        {"off": "1e1", "busy": None},
        {"days": "never", "at": "24:00"},
        {"at": "09:15"},
        {"in": []},
    ],
)
def test_nonsense_falls_back_to_the_usual_plan(nonsense):
    assert read_plan(nonsense, USUAL) == USUAL


def test_every_end_of_every_lever_can_be_worked_with():
    for name, lever in LEVERS.items():
        for end in (lever.lowest, lever.highest):
            plan = read_plan({lever.key: str(end)}, USUAL)
            assert getattr(plan, name) == end
            assert 0 < plan.assumed.target.share < 1


def test_a_plan_speaks_in_shares_to_the_formulas():
    assumed = Plan(volume=-10, handling=5, share=90, seconds=15, shrinkage=25, occupancy=80).assumed
    assert (assumed.volume_change, assumed.handling_change, assumed.shrinkage) == (-0.1, 0.05, 0.25)
    assert (assumed.target.share, assumed.target.seconds, assumed.target.most_occupancy) == (0.9, 15, 0.8)
