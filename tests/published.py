"""Published files as tests read and copy them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def opened(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current generation of a home, read-only.

    It is attached, because one process may connect to a DuckDB file with one set of settings at a time, and a test may
    run in the process of another whose app has the file open.
    """
    database = home / "generations" / (home / "CURRENT").read_text().strip() / "evenhand.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as published (read_only); use published")
        yield connection


def twice(source: Path, home: Path, current: str, data_as_of: dict[str, str] | None = None) -> None:
    """Two generations of the figures of `source` in `home`, which names `current`; both files can be damaged."""
    [real] = (source / "generations").glob("0*")
    for name in ("000001", "000002"):
        folder = home / "generations" / name
        shutil.copytree(real, folder)
        for file in ("evenhand.duckdb", "generation.json"):
            (folder / file).chmod(0o644)
        facts = json.loads((real / "generation.json").read_text()) | {"generation": name}
        if data_as_of:
            facts["data_as_of"] = data_as_of[name]
        (folder / "generation.json").write_text(json.dumps(facts))
    (home / "CURRENT").write_text(f"{current}\n")
