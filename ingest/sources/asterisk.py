"""Asterisk (and FreePBX, VICIdial, QueueMetrics, Wazo on top of it): the queue_log files of app_queue.

    1767225710|pbx1-1767225709.10|support_en|NONE|ENTERQUEUE||+15550100001|1
    1767225730|pbx1-1767225709.10|support_en|Agent/1001|CONNECT|20|pbx1-1767225726.12|4
    1767225930|pbx1-1767225709.10|support_en|Agent/1001|COMPLETECALLER|20|200|1

Time zone: the first field is seconds since 1970, UTC. Callers' names are never stored, their numbers only hashed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.readers.file_head import head
from ingest.readers.queue_log import read_queue_log
from ingest.types import Column, Source, Stream

_FIRST_LINE = re.compile(rb"\s*\d{9,10}(\.\d+)?\|[^|\n]*\|[^|\n]*\|[^|\n]*\|[A-Z]+")

QUEUE_LOG = Stream(
    name="queue_log",
    columns=(
        Column("logged_at", "TIMESTAMPTZ", formats=("epoch_s",), required=True),
        Column("call_id"),
        Column("queue"),
        Column("member"),
        Column("event", required=True),
        *(Column(f"param{number}") for number in range(1, 7)),
        Column("caller", personal=True),
        Column("line_hash", required=True),
    ),
    # Two equal lines of one file may both be true, so a line is known by its hash and its count within the file.
    key=("line_hash",),
    version=(),
    read=read_queue_log,
    table="asterisk__queue_log",
    instant="logged_at",
    dialect="asterisk.queue_log",
)


def source(settings: Mapping[str, Any]) -> Source:
    """Build the source; it has no settings."""
    return Source("asterisk", (QUEUE_LOG,), _recognise)


def _recognise(path: Path) -> Stream | None:
    """By the usual name, rotated or not, or by the shape of the first line under any other."""
    is_log = path.name.startswith("queue_log") or _FIRST_LINE.match(head(path))
    return QUEUE_LOG if is_log else None
