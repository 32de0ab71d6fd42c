"""Our own components: data in, a chosen key out; drawn by the plain scripts under assets/, without a build step."""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component


class _View(Component):
    """A component drawn from plain data, so that a filter change sends figures and not a tree of elements."""

    _namespace = "evenhand_view"
    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _prop_names: ClassVar[list[str]] = ["id", "data", "chosen"]
    _valid_wildcard_attributes: ClassVar[list[str]] = []
    available_properties: ClassVar[list[str]] = _prop_names
    available_wildcard_properties: ClassVar[list[str]] = []

    def __init__(self, id: str, data: Any = None, chosen: str | list[str] | dict[str, Any] | None = None) -> None:
        given = {"id": id, "data": data, "chosen": chosen}
        super().__init__(**{name: value for name, value in given.items() if value is not None})


class Shell(_View):
    """Side navigation and theme switch; `data` holds the pages, the current path, and who reads."""

    _type = "Shell"


class Scope(_View):
    """The sentence that says what the numbers are of."""

    _type = "Scope"


class Coaching(_View):
    """What changed for whom, worth a conversation or noise; the filters are set from within it."""

    _type = "Coaching"


class Choice(_View):
    """A filter with several values; `chosen` holds the ticked ones, none of them meaning all."""

    _type = "Choice"


class TeamParts(_View):
    """The chosen metric of one team by channel and by topic, beside all teams."""

    _type = "TeamParts"


class TeamPeople(_View):
    """The readings of a team's people."""

    _type = "TeamPeople"


class TeamWork(_View):
    """What changed in a team, and what waits in it."""

    _type = "TeamWork"


class Tiles(_View):
    """Key figures; `chosen` is the metric of the tile that was picked."""

    _type = "Tiles"


class Trend(_View):
    """One metric by week with natural limits, or by day or month."""

    _type = "Trend"


class Heat(_View):
    """One metric by team and channel."""

    _type = "Heat"


class Intervals(_View):
    """One metric by weekday and time of day."""

    _type = "Intervals"


class Caution(_View):
    """What may not be concluded from a page, in a sentence, with the way to the page that looks into it."""

    _type = "Caution"


class ComplaintCards(_View):
    """Open complaints, how long closed ones took, and decisions by rule."""

    _type = "ComplaintCards"


class SalesCards(_View):
    """From the opportunity to the sale, and the products that were offered."""

    _type = "SalesCards"


class ScoreBars(_View):
    """The share of each score, by questionnaire."""

    _type = "ScoreBars"


class Slices(_View):
    """One metric by one dimension after the other, on one axis."""

    _type = "Slices"


class Standing(_View):
    """The metrics of a board that something moved in the period, in words."""

    _type = "Standing"


class Unrecorded(_View):
    """Which metrics of a board no source records; nothing where each of them is."""

    _type = "Unrecorded"


class Queues(_View):
    """The queues of the teams side by side, and the service level by other definitions."""

    _type = "Queues"


class Breakdown(_View):
    """Rows of one dimension, columns of metrics, sortable."""

    _type = "Breakdown"


class DataStates(_View):
    """What makes the data empty, partial or old, in words."""

    _type = "DataStates"


class DefinitionLinks(_View):
    """The way from the columns of a table to their words."""

    _type = "DefinitionLinks"


class Definitions(_View):
    """The metric catalogue, searchable."""

    _type = "Definitions"


class Reset(_View):
    """The way back to the default view."""

    _type = "Reset"


class Explore(_View):
    """One metric by any two of its dimensions."""

    _type = "Explore"


class Evidence(_View):
    """How far satisfaction and the sales of offers can be trusted."""

    _type = "Evidence"


class Quality(_View):
    """Tables of the data-quality page."""

    _type = "Quality"


class ReadingLegend(_View):
    """What the shapes and lines of a cell mean."""

    _type = "ReadingLegend"


class FollowUp(_View):
    """Calls back that were promised and cases that grow old; the filters are set from within it."""

    _type = "FollowUp"


class Funnel(_View):
    """One metric of all reps against its evidence, with the limits of chance; nothing without data."""

    _type = "Funnel"


class Months(_View):
    """One metric of each rep by month; nothing without data."""

    _type = "Months"


class Scores(_View):
    """Every figure of one rep with what would be expected, and its months."""

    _type = "Scores"


class Pairs(_View):
    """Metrics of one rep beside those that guard them, each pair with its sentence."""

    _type = "Pairs"


class CaseMix(_View):
    """What one rep works on beside team and department."""

    _type = "CaseMix"


class Signals(_View):
    """Weekly series with natural limits, and what their weeks say."""

    _type = "Signals"


class Curves(_View):
    """How long cases take to be resolved, by team and channel."""

    _type = "Curves"


class PageLink(_View):
    """A link to another page that takes the filters along, as they stand when it is followed; `data`: href and text."""

    _type = "PageLink"


class Views(_View):
    """The menu of saved views; `chosen` is what was wished for, `data` the views and what came of it."""

    _type = "Views"


class Records(_View):
    """The panel with the records behind a number; `chosen` is what was asked for, `data` one page of the answer."""

    _type = "Records"


class Levers(_View):
    """Weekdays and numbers of a staffing plan; `chosen` holds what they are set to, by key."""

    _type = "Levers"


class StaffedDay(_View):
    """The agents that each half hour of a day needs; `chosen` is the half hour looked at closely."""

    _type = "StaffedDay"


class SqlEditor(_View):
    """The statement and its parameters; `chosen` is what is to be run."""

    _type = "SqlEditor"


class SqlSchema(_View):
    """The tables that a statement can read."""

    _type = "SqlSchema"


class SqlResult(_View):
    """The answer to a statement; nothing before the first one."""

    _type = "SqlResult"


class SqlQueries(_View):
    """Saved and past statements; `chosen` is what was wished for, `data` what there is and what came of it."""

    _type = "SqlQueries"
