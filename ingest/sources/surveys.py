"""Survey answers as CSV, from any survey tool, one line for each invitation; a line without score was not answered.

    response_id,sent_at,answered_at,ticket_id,score,scale_min,scale_max,kind,customer
    R1,2026-03-02T09:00:00Z,2026-03-02T11:30:00Z,35436,4,1,5,csat,ann@example.com

`instrument_version` tells one wording of a survey from another, `is_resolved` is the customer's own word on whether the
matter is settled; both may be left out, and so may all columns after the score.
Time zone: as written in each value, else `[surveys] time_zone` of sources.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.canonical import SURVEY_KINDS
from ingest.sources.declared_csv import READ_CSV, header_recogniser, zone_setting
from ingest.types import Column, Impossible, Source, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

# A scale may run down, such as school marks from 5 to 1.
OUTSIDE_SCALE = Impossible(
    "score not between scale_min and scale_max and score not between scale_max and scale_min",
    "score",
    "score is outside the scale from scale_min to scale_max",
)


def source(settings: Mapping[str, Any]) -> Source:
    """Build the source; `time_zone` is its only setting."""
    responses = Stream(
        name="responses",
        columns=(
            Column("response_id", required=True),
            Column("sent_at", "TIMESTAMPTZ"),
            Column("answered_at", "TIMESTAMPTZ"),
            *(Column(name, optional=True) for name in ("ticket_id", "contact_id", "agent", "team", "channel", "topic")),
            Column("score", "DOUBLE"),
            Column("scale_min", "DOUBLE", optional=True),
            Column("scale_max", "DOUBLE", optional=True),
            Column("kind", optional=True, allowed=SURVEY_KINDS),
            Column("instrument_version", optional=True),
            Column("is_resolved", "BOOLEAN", optional=True),
            Column("customer", optional=True, personal=True),
        ),
        key=("response_id",),
        version=("answered_at",),
        read=READ_CSV,
        table="surveys__responses",
        time_zone=zone_setting("surveys", settings),
        instant="answered_at",
        impossible=(OUTSIDE_SCALE,),
    )
    return Source("surveys", (responses,), header_recogniser({"survey*.csv*": responses}))
