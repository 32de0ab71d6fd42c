import textwrap

import pytest

from ingest.load import load_paths
from ingest.raw_store import read_raw_store

CALLS_TOML = """
    [sources.calls]
    files = ["calls*.csv*"]
    time_zone = "Europe/Berlin"
    null_words = ["?"]
    [[sources.calls.maps]]
    rows = "contact"
    key = ["id"]
    constants = { channel = "phone" }
    [sources.calls.maps.columns]
    started_at = { from = ["day", "clock"], format = "%d.%m.%Y %H:%M:%S" }
    wait_seconds = "wait"
    outcome = { from = "result", values = { A = "answered", H = "abandoned" } }
    agent = "agent"
    customer = "caller"
"""
CALLS_HEADER = "id,day,clock,wait,result,agent,caller"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def write(tmp_path):
    def write_file(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(textwrap.dedent(content).lstrip().encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def calls_toml(write):
    return write("calls.toml", CALLS_TOML)


@pytest.fixture
def call_lines():
    def lines(*numbers, wait="5"):
        rows = [f"{n},01.02.2026,09:00:{n % 60:02},{wait},A,Ann,+49 30 {n}" for n in numbers]
        return "\n".join([CALLS_HEADER, *rows]) + "\n"

    return lines


@pytest.fixture
def load(home, calls_toml):
    def load_files(*paths, config=calls_toml, **options):
        return load_paths(home, list(paths), config=config, **options)

    return load_files


@pytest.fixture
def rows(home):
    def query(sql):
        with read_raw_store(home) as connection:
            return connection.execute(sql).fetchall()

    return query
