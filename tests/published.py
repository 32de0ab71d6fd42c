"""Published files as tests read them."""

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
