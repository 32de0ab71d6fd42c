import numpy as np
import polars as pl
import pytest

from ingest.simulate.model import EFFECT_SPREAD
from tests.benchmarks.true_ratios import TRUTHS


@pytest.fixture(scope="module")
def records():
    return pl.DataFrame(
        {
            "team": ["Billing", "Billing", "Technical", "Escalations", "Accounts"],
            "topic": ["billing", "technical", "technical", "billing", "not recorded"],
            "channel": ["phone", "phone", "chat", "messaging", "phone"],
        }
    )


def with_effects(records, size):
    return records.with_columns(**{name: pl.lit(size) for name in EFFECT_SPREAD})


EXPECTED = np.array([0.05, 0.3, 0.1, 0.2, 0.08])


@pytest.mark.parametrize("metric", [metric for metric, truth in TRUTHS.items() if truth.outcome])
def test_nothing_is_moved_where_reps_do_not_differ(records, metric):
    unmoved = TRUTHS[metric].outcome(with_effects(records, 0.0), EXPECTED)
    assert unmoved == pytest.approx(np.zeros(5) if metric == "average_handle_time" else EXPECTED)


@pytest.mark.parametrize("metric", [metric for metric, truth in TRUTHS.items() if truth.outcome and truth.sign])
def test_more_of_an_effect_moves_the_metric_to_the_side_that_is_stated(records, metric):
    truth = TRUTHS[metric]
    others = {name: pl.lit(0.0) for name in EFFECT_SPREAD if name != truth.effect}
    less, more = (truth.outcome(with_effects(records, size).with_columns(**others), EXPECTED) for size in (-0.3, 0.3))
    assert (np.sign(more - less) == truth.sign).all()


def test_who_mostly_gets_misrouted_calls_moves_less_of_them(records):
    """A technical call in Billing was meant for another team and goes on by half, whoever takes it."""
    moved = TRUTHS["transfer_rate"].outcome(with_effects(records, 0.3), np.full(5, 0.1)) / 0.1
    at_home, astray = moved[0], moved[1]
    assert astray == pytest.approx(1.1085, abs=5e-5)  # expit(0.5 + 0.3) over expit(0.5)
    assert 1.2 < at_home < np.exp(0.3)
