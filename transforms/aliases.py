"""Short names of the types that most modules pass on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Run = Callable[[str, dict[str, Any]], pl.DataFrame]
"""Answers a statement with its parameters by name, as `MetricStore.run` does."""
