"""Independent random streams: one per part and month, so that a change in one part leaves the others alone."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Randomness:
    """All random numbers of a simulation come from here."""

    seed: int

    def generator(self, part: str, month: int = -1) -> np.random.Generator:
        """The stream of one part in one month (-1: of the whole simulation)."""
        return np.random.default_rng([self.seed, zlib.crc32(part.encode()), month + 1])
