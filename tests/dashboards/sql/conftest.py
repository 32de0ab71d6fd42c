from contextlib import closing

import pytest

from dashboards.sql import Sandbox
from tests.dashboards.sql import published
from tests.dashboards.sql.asked import AskedFor
from tests.dashboards.sql.published import WORDS_OF_ENVIRONMENT, Listener, publish


@pytest.fixture(scope="package")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    publish(folder)
    return folder


@pytest.fixture(scope="package")
def database(home):
    return home / "generations" / "000001" / "evenhand.duckdb"


@pytest.fixture(scope="package")
def open_folder():
    with published.open_folder() as folder:
        yield folder


@pytest.fixture(scope="package")
def listener():
    with closing(Listener()) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _canary(monkeypatch):
    monkeypatch.setenv("EVENHAND_CANARY", WORDS_OF_ENVIRONMENT)


@pytest.fixture(scope="module")
def made(home):
    """Makes sandboxes of one home, as several serving processes have them, and closes all at the end."""
    sandboxes = []

    def make(**settings):
        sandboxes.append(Sandbox(home, **{"seconds": 3} | settings))
        return sandboxes[-1]

    yield make
    for sandbox in sandboxes:
        sandbox.close()


@pytest.fixture(scope="module")
def sandbox(made):
    return made()


@pytest.fixture(scope="module")
def asked_for(home, sandbox):
    """Asks as the page does, by the module's sandbox."""
    return AskedFor(home, sandbox)
