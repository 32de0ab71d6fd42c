import pytest

from ingest.load import load_paths
from ingest.raw_store import read_raw_store


@pytest.fixture
def load_and_query(home):
    def load_then_query(query, *paths, settings=""):
        home.mkdir(exist_ok=True)
        (home / "sources.toml").write_text(settings)
        reports = load_paths(home, list(paths)).files
        with read_raw_store(home) as connection:
            return connection.execute(query).fetchall(), reports

    return load_then_query
