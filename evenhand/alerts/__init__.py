"""Alerts on metrics: told once when something special begins, and once when it ends."""
