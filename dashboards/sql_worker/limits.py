"""What one query may take, and how much of an answer is handed on."""

from __future__ import annotations

MEMORY_LIMIT = "512MB"
"""What DuckDB holds itself to; it knows of no single value that grows beyond it."""
MOST_ADDRESS_BYTES = 1_500_000_000
"""What the operating system holds the process to."""
MOST_ROWS = 10_000
MOST_BYTES = 10_000_000
"""Of the rows as JSON."""
MOST_COLUMNS = 1_000
