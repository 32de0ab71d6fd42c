import pytest

from dashboards.access.reader import LOCAL, acting_as


@pytest.fixture(autouse=True)
def the_reader():
    with acting_as(LOCAL):
        yield
