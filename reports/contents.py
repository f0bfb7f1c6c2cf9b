"""The figures that a report keeps, as JSON. Keys are those of rows, names those of the last day of the period."""

from typing import TypedDict


class EffectFigures(TypedDict):
    """How many applications state this effect, and the sum of what they state as a decimal number."""

    count: int
    total: str


class AppliedFigures(TypedDict):
    """How many applications there are, and their effects by EffectKind."""

    count: int
    effects: dict[str, EffectFigures]


class StopFigures(TypedDict):
    """How many measures were stopped after advice: the median and the longest time since the loss, in days."""

    count: int
    median: float
    worst: int


class DepartmentFigures(TypedDict):
    """One department. `first_name` is its name on the first day of the period, where that is another one.

    One that did not exist in the period (`existed`) is listed for the advice that it has to answer now.
    """

    key: int
    name: str
    first_name: str
    existed: bool
    applied: AppliedFigures
    stops: StopFigures | None
    open_advice: int
    overdue_advice: int


class SectionFigures(TypedDict):
    key: int
    title: str
    applied: AppliedFigures


class MeasureFigures(TypedDict):
    """One measure as it was on the last day. `amended_on` is the day in the period from which its text is new."""

    key: int
    title: str
    responsible: str
    amended_on: str
    is_in_force: bool
    applied: AppliedFigures
    was_ever_used: bool


class EnterpriseFigures(TypedDict):
    """The enterprises with an open certification, those of them that are eligible, and of these those with a measure.

    With a measure is an enterprise to which any department ever applied one.
    """

    on_roster: int
    eligible: int
    with_measure: int


class EnterprisesOfPeriod(EnterpriseFigures):
    """The enterprises on the last day, and how many had a measure in the period."""

    applied: int


class BlacklistFigures(TypedDict):
    """A blacklist in use when it was counted: the day of its newest data, and how many days ago that was.

    In `habit` days new data is due. What is not known or not agreed is None.
    """

    key: int
    code: str
    name: str
    newest: str | None
    days: int | None
    habit: int | None
    is_stale: bool


class ReportFigures(TypedDict):
    """All figures of a report. `preceding` counts the applications of the period before."""

    total: AppliedFigures
    preceding: int
    enterprises: EnterprisesOfPeriod
    departments: list[DepartmentFigures]
    sections: list[SectionFigures]
    measures: list[MeasureFigures]
    stops: StopFigures | None
    blacklists: list[BlacklistFigures]
