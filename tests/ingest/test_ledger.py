import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.ledger import definition_hash
from ingest.sources import built_in_sources

ROOT = Path(__file__).parents[2]
STREAMS = [stream for source in built_in_sources({}) for stream in source.streams]
ALL_HASHES = """
from ingest.ledger import definition_hash
from ingest.sources import built_in_sources
print(*[definition_hash(stream) for source in built_in_sources({}) for stream in source.streams])
"""


def test_a_definition_has_one_hash_in_every_process():
    printed = subprocess.run(
        [sys.executable, "-c", ALL_HASHES],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert printed == [definition_hash(stream) for stream in STREAMS]


def test_different_streams_have_different_hashes():
    assert len({definition_hash(stream) for stream in STREAMS}) == len(STREAMS)


@pytest.mark.parametrize(
    "change",
    [{"time_zone": "Asia/Tokyo"}, {"columns": STREAMS[0].columns[:-1]}, {"applies_with": ("x",)}, {"dialect": "x"}],
)
def test_a_change_of_what_is_loaded_changes_the_hash(change):
    assert definition_hash(replace(STREAMS[0], **change)) != definition_hash(STREAMS[0])
