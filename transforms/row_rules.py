"""The rows that count for somebody, and how finely they may be told: applied to every question before it is asked.

A limit to teams is one to records, since every record carries the team of its own moment: whoever changed teams is seen
in each for the time there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from transforms.requests import MetricRequest, ScorecardRequest

if TYPE_CHECKING:
    import polars as pl

    from transforms.metrics import MetricStore
    from transforms.resolution_curves import CaseWindow

Filters = tuple[tuple[str, tuple[str, ...]], ...]
Asked = TypeVar("Asked", MetricRequest, ScorecardRequest, "CaseWindow")


class NotAllowedError(Exception):
    """Something was asked for that this person may not see; the words may be shown."""


@dataclass(frozen=True)
class RowRule:
    """Limits of one person; empty teams and agent are no limit.

    `sees_people` is the right to figures of reps by name, `sees_records` to single records. Of the own agent figures
    are told in any case.
    """

    teams: tuple[str, ...] = ()
    agent: str = ""
    sees_people: bool = True
    sees_records: bool = True

    @property
    def limits(self) -> dict[str, tuple[str, ...]]:
        """Dimension to the values that may be asked for; a dimension without limit is not in it."""
        asked = {"team": self.teams, "agent": (self.agent,) if self.agent else ()}
        return {dimension: values for dimension, values in asked.items() if values}

    @property
    def tells_agents(self) -> bool:
        """Whether anything may be told by agent."""
        return self.sees_people or bool(self.agent)

    def narrowed(self, asked: Asked) -> Asked:
        """The same question of the rows that count; NotAllowedError when it names others or is too fine."""
        if isinstance(asked, MetricRequest) and "agent" in asked.by:
            self._refuse_agents()
        if isinstance(asked, ScorecardRequest):
            self._refuse_agents()
        return replace(asked, where=self.narrowed_filters(asked.where))

    def narrowed_filters(self, where: Filters) -> Filters:
        """The filters with the limits of this person; values beyond them are refused and not left out.

        Left out, a list would be of other records than its heading says.
        """
        if any(dimension == "agent" for dimension, _ in where):
            self._refuse_agents()
        limits = self.limits
        for dimension, values in where:
            beyond = set(values) - set(limits.get(dimension, values))
            if beyond:
                raise NotAllowedError(f"You may not see {dimension} {', '.join(sorted(beyond))}.")
        named = {dimension for dimension, _ in where}
        return (*where, *((dimension, values) for dimension, values in limits.items() if dimension not in named))

    def refuse_records(self) -> None:
        """NotAllowedError unless single records may be seen."""
        if not self.sees_records:
            raise NotAllowedError("Your role sees figures, and not the records behind them.")

    def _refuse_agents(self) -> None:
        if not self.tells_agents:
            raise NotAllowedError("Your role sees teams and channels, and no figures of single reps.")


EVERYTHING = RowRule()
"""No limit at all: for whoever works at the files themselves."""

_WORK = ("contact_handlings", "case_resolutions", "rep_days", "agent_days")
"""Facts that between them name everybody who did anything in a team."""


def directory_of(store: MetricStore, rule: RowRule) -> pl.DataFrame:
    """The table `agents`, of those whose figures may be told.

    Teams choose by the work that is recorded, so who left a team is still known for the time in it; the team of today
    is told only where it is one of the reader's, and is null elsewhere.
    """
    known = store.table("agents")
    if not rule.tells_agents:
        return known.clear()
    if rule.agent:
        return known.filter(agent=rule.agent)
    if not rule.teams:
        return known
    worked = " union ".join(f"select agent from main.{fact} where list_contains($teams, team)" for fact in _WORK)
    here = store.run(f"select distinct agent from ({worked}) where agent is not null", {"teams": list(rule.teams)})
    is_own = known["team"].is_in(list(rule.teams))
    told = known.filter(is_own | known["agent"].is_in(here["agent"].to_list()))
    return told.with_columns(team=told["team"].set(~told["team"].is_in(list(rule.teams)), None))
