"""办理时效公开: what the public is told of the time that the platform and the departments take.

It names no enterprise and tells no number of cases. A share or a median of few cases could be recognised as that of one
enterprise, so it is left out; so is one of many measures of few enterprises.
"""

from dataclasses import dataclass

from reports.board.ages import Age, blacklist_ages, roster_ages
from reports.board.links import days_of
from reports.figures.dashboard import BoardFigures
from reports.figures.notices import prompt_share
from reports.periods import Days
from reports.spans import Span

# The fewest changes of which a share is told, and the fewest enterprises of which a median is.
FEWEST_CHANGES = 20
FEWEST_ENTERPRISES = 5


@dataclass(frozen=True)
class Clock:
    """The figures of the days. `prompt_share` is in per cent; None where there are too few cases.

    `departments` are those with enough cases, each with the median of its days.
    """

    days: Days
    prompt_share: float | None
    departments: list[tuple[str, float]]
    rosters: list[Age]
    blacklists: list[Age]


def make_clock(figures: BoardFigures) -> Clock:
    of_span, promptness = figures["spans"][Span.LAST_MONTHS], figures["promptness"]
    names = {each["key"]: each["name"] for each in figures["departments"]}
    return Clock(
        days_of(of_span),
        prompt_share(promptness) if promptness["count"] >= FEWEST_CHANGES else None,
        [
            (names[stops["department"]], stops["median"])
            for stops in of_span["stops"]
            if stops["department"] is not None and stops["enterprises"] >= FEWEST_ENTERPRISES
        ],
        roster_ages(figures),
        blacklist_ages(figures, may_open=False),
    )
