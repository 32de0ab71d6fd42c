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


def test_the_interval_of_pooled_means_is_that_of_all_their_records():
    waits = [[3.0, 9.0, 30.0], [5.0], [60.0, 61.0, 80.0, 2.0]]
    together = pooled(SPEED, [mean_row(part) for part in waits])
    expected = mean_row([wait for part in waits for wait in part])
    assert together == {key: pytest.approx(expected[key]) for key in ("value", "n", "low", "high")}
