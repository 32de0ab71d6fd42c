import pytest

from dashboards.access.reader import LOCAL, acting_as
from dashboards.app import create_app


@pytest.fixture(autouse=True)
def the_reader():
    with acting_as(LOCAL):
        yield


@pytest.fixture(scope="module")
def app(warehouse_home):
    made = create_app(warehouse_home)
    yield made
    made.server.config["EVENHAND_ANSWERS"].close()


@pytest.fixture(scope="module")
def client(app):
    return app.server.test_client()
