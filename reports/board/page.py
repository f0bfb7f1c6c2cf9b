"""All parts of the dashboard together."""

from dataclasses import dataclass
from datetime import date

from reports.board.ages import Age, blacklist_ages, roster_ages
from reports.board.links import Reader, days_of
from reports.board.matrix import Matrix, make_matrix
from reports.board.months import Months, make_months
from reports.board.stops import StopTimes, make_stop_times
from reports.counted import Counted
from reports.figures.dashboard import BoardFigures, count_span
from reports.figures.enterprises import eligible_url, on_roster_url, with_measure_url
from reports.figures.notices import prompt_share
from reports.periods import Days
from reports.spans import ChosenSpan


@dataclass(frozen=True)
class Step:
    """A step of the way from the roster to the first measure, and its share of the first step in per cent."""

    name: str
    count: Counted
    share: int


@dataclass(frozen=True)
class Work:
    """Open work of one kind, and since when there is any."""

    label: str
    count: Counted
    since: date | None


@dataclass(frozen=True)
class Board:
    """The dashboard of a span.

    `work` is that of all departments, and [] for who does not see it. `prompt_share` is the share of the changed
    standings of the last twelve months that were announced at once, in per cent.
    """

    span: ChosenSpan
    days: Days
    matrix: Matrix
    months: Months
    steps: list[Step]
    stop_times: StopTimes
    rosters: list[Age]
    blacklists: list[Age]
    work: list[Work]
    prompt_share: float | None

    @property
    def headline(self) -> list[tuple[Counted, str]]:
        """The numbers at the top, each with what it counts."""
        _, eligible, covered = (step.count for step in self.steps)
        share = round(100 * covered.number / (eligible.number or 1))
        return [
            (eligible, "家联合激励对象"),
            (self.matrix.total, f"次措施实施（{self.span.label}）"),
            (covered, f"家至少适用过1项，占对象的{share}%"),
            (self.matrix.unused_count, f"项措施尚无实施，{self.matrix.used_count}项已有"),
        ]


def make_board(figures: BoardFigures, span: ChosenSpan, reader: Reader) -> Board:
    """Return the dashboard of the span; days of the reader's own are counted now, all else was counted before."""
    of_span = count_span(span.own_days) if span.own_days else figures["spans"][span.given]
    return Board(
        span,
        days_of(of_span),
        make_matrix(figures, of_span, reader),
        make_months(figures, reader),
        _steps(figures, reader),
        make_stop_times(figures, of_span, reader),
        roster_ages(figures),
        blacklist_ages(figures, may_open=reader.may_open_blacklists),
        _work(figures, reader) if reader.sees_all else [],
        prompt_share(figures["promptness"]),
    )


def _steps(figures: BoardFigures, reader: Reader) -> list[Step]:
    found = figures["enterprises"]
    counts = {
        "现行名单": reader.count_for_all(found["on_roster"], on_roster_url()),
        "联合激励对象": reader.count_for_all(found["eligible"], eligible_url()),
        "至少适用过1项措施": reader.count(found["with_measure"], with_measure_url()),
    }
    whole = found["on_roster"] or 1
    return [Step(name, count, round(100 * count.number / whole)) for name, count in counts.items()]


def _work(figures: BoardFigures, reader: Reader) -> list[Work]:
    return [
        Work(
            each["label"],
            reader.count_for_all(each["count"], each["url"]),
            date.fromisoformat(each["since"]) if each["since"] else None,
        )
        for each in figures["work"]
        if reader.may_open(each["url"])
    ]
