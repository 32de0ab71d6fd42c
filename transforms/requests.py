"""What can be asked of the metrics: names, slices, grain, days and filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

GRAINS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class MetricRequest:
    """Metrics over a span of local days, sliced by dimensions.

    `start` and `end` are inclusive days of the reporting time zone; without them records that carry no date count too.
    `where` keeps records whose dimension has one of the values.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    grain: str | None = None
    start: date | None = None
    end: date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Refuses what no query could answer."""
        if self.grain is not None and self.grain not in GRAINS:
            raise ValueError(f"'{self.grain}' is no grain; these are: {', '.join(GRAINS)}")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the period starts on {self.start}, after it ends on {self.end}")

    def only(self, metrics: tuple[str, ...]) -> MetricRequest:
        """The same question about other metrics."""
        return replace(self, metrics=metrics)
