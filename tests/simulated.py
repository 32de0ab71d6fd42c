"""The simulated department that tests, pictures and benchmarks share."""

LAST_DAY = "2026-06-30"
"""The last day of its data, so that they are the same whenever it is made."""
