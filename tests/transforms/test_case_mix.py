import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from transforms.case_mix import DURATION, SHARE, expectations

MONTH = pl.date(2026, 3, 1)


def records(rows):
    """Rows of agent, topic, channel, observed."""
    frame = pl.DataFrame(rows, schema=["agent", "topic", "channel", "observed"], orient="row")
    return frame.with_columns(pl.col("observed").cast(pl.Float64), month=MONTH, weight=pl.lit(1.0))


def repeated(agent, topic, successes, n):
    return [(agent, topic, "phone", 1)] * successes + [(agent, topic, "phone", 0)] * (n - successes)


def by_agent(judged):
    sums = judged.group_by("agent").agg(pl.col("observed", "expected", "own_variance", "variance").sum())
    return {row["agent"]: row for row in sums.iter_rows(named=True)}


def drawn(seed, agents=20, n=300):
    """Reps who do alike, with mixes of their own, on two topics and channels that differ."""
    rng = np.random.default_rng(seed)
    agent = np.repeat(np.arange(agents), n)
    likes = rng.dirichlet((2, 2), size=agents)[:, 0]
    topic, channel = (rng.random(agents * n) < likes[agent]).astype(int), rng.integers(0, 2, agents * n)
    return agent, topic, channel, rng


def test_simpsons_hospitals_are_judged_by_the_stones_they_treated():
    # Charig 1986: A is better with small and with large stones, and worse altogether.
    stones = records(
        repeated("A", "small", 81, 87)
        + repeated("A", "large", 192, 263)
        + repeated("B", "small", 234, 270)
        + repeated("B", "large", 55, 80)
    )
    ratio = {
        agent: row["observed"] / row["expected"]
        for agent, row in by_agent(expectations(stones, ["topic"], SHARE)).items()
    }
    assert ratio == pytest.approx({"A": 1.0257, "B": 0.9769}, abs=0.002)


def test_the_share_model_is_logistic_regression():
    agent, topic, channel, rng = drawn(1)
    chance = 1 / (1 + np.exp(-(-1 + 0.8 * topic - 0.5 * channel)))
    won = (rng.random(len(agent)) < chance).astype(float)
    frame = pl.DataFrame({"agent": agent, "topic": topic, "channel": channel, "observed": won}).with_columns(
        month=MONTH, weight=pl.lit(1.0)
    )
    ours = expectations(frame, ["topic", "channel"], SHARE)
    design = sm.add_constant(np.column_stack([topic, channel, topic * channel]))
    theirs = sm.GLM(won, design, family=sm.families.Binomial()).fit().predict()
    # The ridge that steadies rare kinds of case is not to be seen with thousands of records.
    assert np.abs(ours["expected"].to_numpy() - theirs).max() < 0.005
    assert ours["expected"].sum() == pytest.approx(won.sum())


def test_the_duration_model_is_a_regression_of_logarithms():
    agent, topic, channel, rng = drawn(2)
    logs = 5 + 0.7 * topic - 0.3 * channel + 0.5 * rng.standard_normal(len(agent))
    frame = pl.DataFrame({"agent": agent, "topic": topic, "channel": channel, "observed": logs}).with_columns(
        month=MONTH, weight=pl.lit(1.0)
    )
    ours = expectations(frame, ["topic", "channel"], DURATION)
    design = sm.add_constant(np.column_stack([topic, channel, topic * channel]))
    theirs = sm.OLS(logs, design).fit()
    assert np.abs(ours["expected"].to_numpy() - theirs.fittedvalues).max() < 0.01
    assert ours["own_variance"].mean() == pytest.approx(theirs.mse_resid, rel=0.01)


def test_reps_who_do_alike_scatter_as_much_as_the_variance_says():
    distances = []
    for seed in range(80):
        agent, topic, channel, rng = drawn(seed, agents=4, n=150)
        won = (rng.random(len(agent)) < np.where(topic == 1, 0.3, 0.1)).astype(float)
        frame = pl.DataFrame({"agent": agent, "topic": topic, "channel": channel, "observed": won}).with_columns(
            month=MONTH, weight=pl.lit(1.0)
        )
        for row in by_agent(expectations(frame, ["topic", "channel"], SHARE)).values():
            distances.append((row["observed"] - row["expected"]) / row["variance"] ** 0.5)
    # With four reps a quarter of the variance is in what is expected: left in, this would be 0.87.
    assert np.std(distances) == pytest.approx(1, abs=0.08)


def test_months_are_judged_apart():
    march = records(repeated("A", "t", 10, 100) + repeated("B", "t", 10, 100))
    april = records(repeated("A", "t", 60, 100) + repeated("B", "t", 60, 100)).with_columns(month=pl.date(2026, 4, 1))
    judged = expectations(pl.concat([march, april]), ["topic"], SHARE)
    assert judged.group_by("month").agg(pl.col("expected").sum()).sort("month")["expected"].to_list() == pytest.approx(
        [20, 120]
    )


def test_who_is_alone_with_a_kind_of_case_has_hardly_any_variance_left():
    alone = records(
        repeated("A", "rare", 20, 400) + repeated("B", "usual", 200, 400) + repeated("C", "usual", 200, 400)
    )
    row = by_agent(expectations(alone, ["topic"], SHARE))["A"]
    assert row["variance"] / row["own_variance"] < 0.2


@pytest.mark.parametrize("kind", [SHARE, DURATION])
@pytest.mark.parametrize("covariates", [[], ["topic"], ["topic", "channel"]])
@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("A", "t", "phone", 1)],
        [("A", "t", "phone", 0)],
        repeated("A", "t", 5, 5) + repeated("B", "t", 5, 5),
        repeated("A", "t", 0, 5) + repeated("B", None, 0, 5),
        [("A", f"topic {number}", "phone", 1) for number in range(250)],
    ],
    ids=["empty", "one success", "one failure", "all succeed", "all fail", "a kind of its own each"],
)
def test_extremes_have_an_answer(kind, covariates, rows):
    judged = expectations(records(rows), covariates, kind)
    assert len(judged) == len(rows)
    for name in ("expected", "own_variance", "variance"):
        assert judged[name].is_finite().all(), name
        assert judged[name].null_count() == 0
    assert (judged["variance"] >= 0).all()
    if kind == SHARE and rows:
        assert judged["expected"].is_between(0, 1).all()
