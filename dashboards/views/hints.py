"""What a metric means in the few words that stand beside its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition

_UNITS = {"count": "a number", "ratio": "a share, in per cent", "seconds": "a length of time", "score": "a score"}


def hint(definition: MetricDefinition, currency: str) -> dict[str, Any]:
    """Description, unit, population and date of a metric, for the note that opens beside a number."""
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
    }
