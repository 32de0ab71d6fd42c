import math
from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.views.intervals import pooled
from transforms.intervals import mean_interval

OFFERED = SimpleNamespace(name="contacts_offered", n="contacts_offered", interval="none", unit="count")
SERVICE = SimpleNamespace(name="service_level", n="judged", interval="wilson", unit="ratio")
SPEED = SimpleNamespace(name="average_speed_of_answer", n="answered", interval="mean", unit="seconds")


def mean_row(values):
    row = pl.DataFrame({"m": [sum(values) / len(values)], "s": [sum(v * v for v in values)], "n": [len(values)]})
    found = row.select(mean_interval(pl.col("m"), pl.col("s"), pl.col("n"))).item()
    return {"value": row["m"].item(), "n": len(values), "low": found["low"], "high": found["high"]}


def test_counts_add_up_and_shares_are_weighted_by_their_n():
    counts = [{"value": 3.0, "n": 3}, {"value": 4.0, "n": 4}, {"value": None, "n": 0}]
    assert pooled(OFFERED, counts) == {"value": 7.0, "n": 7, "low": None, "high": None}
    shares = [{"value": 0.5, "n": 10}, {"value": 0.8, "n": 30}]
    assert pooled(SERVICE, shares)["value"] == pytest.approx((5 + 24) / 40)
    assert pooled(SERVICE, []) is None


def test_pooled_promoter_scores_have_an_interval_to_tell_a_row_from_the_others():
    nps = SimpleNamespace(name="nps", n="nps_answered", interval="net_promoter", unit="score")
    rows = [{"value": 20.0, "n": 400, "low": 12.0, "high": 28.0}, {"value": 40.0, "n": 400, "low": 32.0, "high": 48.0}]
    together = pooled(nps, rows)
    # Within: 8 / 1.96 of a mean of 400; between: 10 either side of 30.
    error = math.sqrt((2 * 400**2 * (8 / 1.96) ** 2 + 800 * 10**2) / 800**2)
    assert (together["low"], together["high"]) == pytest.approx((30 - 1.96 * error, 30 + 1.96 * error), abs=0.02)


def test_the_interval_of_pooled_means_is_that_of_all_their_records():
    waits = [[3.0, 9.0, 30.0], [5.0], [60.0, 61.0, 80.0, 2.0]]
    together = pooled(SPEED, [mean_row(part) for part in waits])
    expected = mean_row([wait for part in waits for wait in part])
    assert together == {key: pytest.approx(expected[key]) for key in ("value", "n", "low", "high")}
