"""What a metric means in the few words that stand beside its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.state import ViewState
from dashboards.views.records import Asked, sql_link

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition

_UNITS = {"count": "a number", "ratio": "a share, in per cent", "seconds": "a length of time", "score": "a score"}


def hint(definition: MetricDefinition, currency: str, state: ViewState) -> dict[str, Any]:
    """Description, unit, population and date of a metric, for the note that opens beside a number of a page.

    `sql` is the address of that number as a statement.
    """
    facts = [
        ["Unit", _UNITS.get(definition.unit, currency or "money")],
        ["Counts", definition.population],
        ["Date", definition.anchor],
    ]
    return {
        "metric": definition.name,
        "label": definition.label,
        "description": definition.description,
        "facts": [[name, text] for name, text in facts if text],
        "sql": sql_link(state, Asked(definition.name)),
    }
