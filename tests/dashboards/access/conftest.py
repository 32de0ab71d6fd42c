import pytest


@pytest.fixture(autouse=True)
def the_reader():
    """Nobody: these tests say themselves who reads."""
