import pytest

from ingest.simulate import simulate

CONTACTS = 3000


@pytest.fixture(scope="session")
def department(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("simulated") / "demo", contacts=CONTACTS, seed=11)
