import numpy as np
import pytest

from transforms.bits import packed


@pytest.mark.parametrize("size", [1, 63, 64, 65, 131_072, 300_001])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_bits_count_and_find_what_a_mask_holds(size, share):
    mask = np.random.default_rng(size).random(size) < share
    bits = packed(size, lambda part: mask[part])
    places = np.unique(np.concatenate([np.arange(0, size + 1, 17), [size]]))
    before = np.concatenate([[0], np.cumsum(mask)])
    assert bits.before(places).tolist() == before[places].tolist()
    held = np.flatnonzero(mask)
    assert bits.all().tolist() == held.tolist()
    ranks = np.arange(len(held)).reshape(-1, 1)
    assert bits.where(ranks).tolist() == held.reshape(-1, 1).tolist()
