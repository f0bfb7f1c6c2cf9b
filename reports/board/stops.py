"""How long the departments took from a lost standing until they stopped a measure."""

from dataclasses import dataclass

from feedback.states import AdviceState
from foundation.web.work_items import list_url
from reports.board.links import Reader, days_of
from reports.counted import Counted
from reports.figures.dashboard import BoardFigures, SpanFigures, Stops
from reports.figures.stops import stops_url


@dataclass(frozen=True)
class StopRow:
    """A department with its times in days, None where it stopped nothing.

    `stopped` counts the advice that was sent to it and ended with a stop, `open` the advice that it has to answer now.
    """

    name: str
    is_own: bool
    stopped: Counted
    open: Counted
    times: Stops | None


@dataclass(frozen=True)
class StopTimes:
    """The times of all departments together, None where nothing was stopped; and the rows of the departments."""

    of_all: Stops | None
    rows: list[StopRow]


def make_stop_times(figures: BoardFigures, of_span: SpanFigures, reader: Reader) -> StopTimes:
    """Return the departments that stopped a measure in the span, or that have advice to answer now."""
    days = days_of(of_span)
    times = {each["department"]: each for each in of_span["stops"]}
    to_answer = {each["department"]: each["count"] for each in figures["open_advice"]}

    def row(department: int, name: str) -> StopRow:
        stops = times.get(department)
        open_url = list_url("feedback:advice_list", state=AdviceState.OPEN, in_charge=department)
        stopped, waiting = stops["count"] if stops else 0, to_answer.get(department, 0)
        return StopRow(
            name,
            reader.is_of(department),
            reader.count_of(department, stopped, stops_url(days, department=department)),
            reader.count_of(department, waiting, open_url),
            stops,
        )

    rows = [
        row(each["key"], each["name"])
        for each in figures["departments"]
        if each["key"] in times or each["key"] in to_answer
    ]
    return StopTimes(times.get(None), rows)
