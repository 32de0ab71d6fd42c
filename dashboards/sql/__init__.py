"""Questions of one's own to the published tables, each answered by a process that can do nothing else."""

from dashboards.sql.answer import Answer, Facts, SqlRefused
from dashboards.sql.cuts import cut_for
from dashboards.sql.sandbox import Sandbox

__all__ = ["Answer", "Facts", "Sandbox", "SqlRefused", "cut_for"]
