"""What can be asked of the metrics: names, slices, grain, days and filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

GRAINS = ("day", "week", "month", "quarter", "year")
SCORECARD_SLICES = ("team", "channel", "topic", "priority", "agent")
_SHOWN_ONLY = {"team", "agent"}


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

    @property
    def keys(self) -> list[str]:
        """The columns that tell the rows of an answer apart, the metric aside."""
        return [*(["period"] if self.grain else []), *self.by]

    @property
    def asked(self) -> frozenset[str]:
        """The dimensions that it is sliced or filtered by."""
        return frozenset(self.by).union(name for name, _ in self.where)

    def only(self, metrics: tuple[str, ...]) -> MetricRequest:
        """The same question about other metrics."""
        return replace(self, metrics=metrics)


@dataclass(frozen=True)
class ScorecardRequest:
    """Scorecards over a span of local days, or of each week or month in it.

    `where` keeps records whose dimension has one of the values: channel, topic and priority change what is compared,
    team and agent only choose who is shown, for everybody is always compared with the whole department. Filters other
    than team, channel and agent are answered from the records, which takes a second and not a blink.
    """

    metrics: tuple[str, ...]
    start: date | None = None
    end: date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    grain: str | None = None

    def __post_init__(self) -> None:
        """Refuses what no scorecard could answer."""
        for name, _ in self.where:
            if name not in SCORECARD_SLICES:
                slices = ", ".join(SCORECARD_SLICES)
                raise ValueError(f"scorecards can be filtered by {slices}, not by '{name}'")
        # Refuses what no metric could answer either.
        self.figures(())

    @property
    def of_department(self) -> ScorecardRequest:
        """The same of everybody."""
        return replace(self, where=tuple((name, values) for name, values in self.where if name not in _SHOWN_ONLY))

    def figures(self, metrics: tuple[str, ...], by: tuple[str, ...] = ()) -> MetricRequest:
        """The same question to the metrics themselves."""
        return MetricRequest(metrics, by, self.grain, self.start, self.end, self.where)
