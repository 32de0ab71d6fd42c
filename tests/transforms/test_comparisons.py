from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from transforms.comparisons import weekly_clustering

MONDAY = date(2026, 3, 2)


def weeks(gaps, spread=10.0, own=10.0):
    """One row per agent and week; gaps by agent."""
    rows = [
        {"agent": agent, "day": MONDAY + timedelta(weeks=number), "observed": gap, "expected": 0.0}
        for agent, told in gaps.items()
        for number, gap in enumerate(told)
    ]
    return pl.DataFrame(rows).with_columns(variance=pl.lit(spread), own_variance=pl.lit(own))


def test_weeks_that_scatter_as_chance_does_are_not_clustered():
    rng = np.random.default_rng(1)
    alike = {str(agent): rng.normal(0, np.sqrt(10), 50).tolist() for agent in range(40)}
    assert weekly_clustering(weeks(alike)) == pytest.approx(1.0, abs=0.08)


def test_weeks_of_records_that_hang_together_scatter_more():
    rng = np.random.default_rng(2)
    together = {str(agent): rng.normal(0, np.sqrt(25), 50).tolist() for agent in range(40)}
    assert weekly_clustering(weeks(together)) == pytest.approx(2.5, abs=0.25)


def test_what_differs_between_agents_for_good_is_no_clustering():
    rng = np.random.default_rng(3)
    apart = {str(agent): (20 * agent + rng.normal(0, np.sqrt(10), 50)).tolist() for agent in range(40)}
    assert weekly_clustering(weeks(apart)) == pytest.approx(1.0, abs=0.08)


def test_weeks_in_which_an_agent_is_nearly_alone_say_nothing():
    usual = weeks({"A": [1.0, -1.0, 2.0, -2.0], "B": [0.5, -0.5, 1.0, -1.0]})
    alone = weeks({"A": [5.0], "B": [-5.0]}, spread=0.001).with_columns(day=pl.col("day") + pl.duration(weeks=9))
    assert weekly_clustering(pl.concat([usual, alone])) == weekly_clustering(usual)


def test_one_week_or_none_is_taken_as_independent():
    assert weekly_clustering(weeks({"A": [9.0], "B": [-9.0]})) == 1.0
    assert weekly_clustering(weeks({"A": [9.0]}).clear()) == 1.0
