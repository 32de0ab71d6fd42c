from decimal import Decimal, localcontext

import numpy as np
import pytest

from transforms.kummer import log_reciprocal_kummer


def by_its_series(x, y):
    with localcontext() as context:
        context.prec = 40
        term = total = Decimal(1)
        place = 0
        while place < y - x or term > total * Decimal("1e-30"):
            place += 1
            term *= Decimal(y) / (Decimal(x) + place)
            total += term
        return float(-total.ln())


@pytest.mark.parametrize(
    ("x", "y"),
    [(0.001, 10.0), (0.5, 0.2), (5.0, 5.0), (25.0, 1e-9), (100.0, 96.0), (100.0, 400.0), (1500.0, 700.0), (9000.0, 3000.0), (9000.0, 9100.0)],
)  # fmt: skip
def test_the_logarithm_is_that_of_the_series_near_and_far(x, y):
    found = log_reciprocal_kummer(np.array([x]), np.array([y]))[0]
    assert found == pytest.approx(by_its_series(x, y), rel=1e-10, abs=1e-12)


def test_nothing_offered_is_one_and_an_endless_queue_has_a_logarithm():
    found = log_reciprocal_kummer(np.array([3.0, 10.0]), np.array([0.0, 1e7]))
    assert found[0] == 0
    assert -1e7 < found[1] < -9e6
