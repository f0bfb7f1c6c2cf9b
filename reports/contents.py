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
    """One department. `first_name` is its name on the first day of the period, where that is another one."""

    key: int
    name: str
    first_name: str
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
    """Enterprises on the last day; `with_measure` are those of the eligible ones that ever had one."""

    on_roster: int
    eligible: int
    with_measure: int
    applied: int


class BlacklistFigures(TypedDict):
    """A blacklist when the report was made; `newest` is the day of its data, "" without any."""

    key: int
    name: str
    newest: str
    days: int | None
    is_stale: bool


class ReportFigures(TypedDict):
    """All figures of a report. `preceding` counts the applications of the period before."""

    total: AppliedFigures
    preceding: int
    enterprises: EnterpriseFigures
    departments: list[DepartmentFigures]
    sections: list[SectionFigures]
    measures: list[MeasureFigures]
    stops: StopFigures | None
    blacklists: list[BlacklistFigures]
