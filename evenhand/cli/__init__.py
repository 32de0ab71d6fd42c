"""The command line: words in, exit codes out (0 done, 1 failed, 2 wrong usage)."""

from evenhand.cli import (  # noqa: F401  (each module registers its commands)
    alert_commands,
    audit_commands,
    batch_commands,
    directory_commands,
    generation_commands,
    metric_commands,
    record_commands,
    report_commands,
    scorecard_commands,
    service_commands,
    sql_commands,
    user_commands,
)
from evenhand.cli.application import app, main

__all__ = ["app", "main"]
