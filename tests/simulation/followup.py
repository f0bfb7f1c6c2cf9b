"""An independent model of what follows a changed standing: announcements, advice, reminders, feedback, months.

Written from the plan (§2, §3) and docs/flow.md. `Announcements` reads the beliefs of `Model`: the state of each
enterprise at each moment. The acts of departments and of customs are in `desk.py`, which completes it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.simulation.facts import ONE_DAY, add_working_days
from tests.simulation.model import Model

LOST = ("revoked", "lapsed", "blocked")
# State and last announcement → what is announced.
WHEN_ELIGIBLE = {"": "added", "lost": "restored", "pending": "cleared"}
# Working days: the term of advice, the reminders before and after it, the term for reading.
ADVICE_TERM, REMIND_BEFORE, REMIND_AFTER, READ_TERM = 10, 2, 1, 3


@dataclass
class Advice:
    """Stop advice on one application: about which loss of its enterprise, counted from 1; 0 before one is announced.

    `reminders` are the times of the reminders that were sent.
    """

    loss: int
    issued_at: datetime
    due_on: date
    state: str = "open"
    reminders: list[str] = field(default_factory=list)
    # The user name of the clerk who was assigned it.
    assignee: str = ""


@dataclass
class Application:
    """A measure that a department logged; `in_charge` answers for it now. Only a standing one runs on.

    `not_received` are the recipients of feedback that have not received it.
    """

    number: int
    uscc: str
    measure: int
    department: str
    in_charge: str
    applied_on: date
    logged_at: datetime
    is_standing: bool
    is_stopped: bool = False
    is_cancelled: bool = False
    advice: list[Advice] = field(default_factory=list)
    not_received: set[str] = field(default_factory=set)

    @property
    def is_running(self) -> bool:
        return self.is_standing and not self.is_stopped and not self.is_cancelled

    @property
    def open_advice(self) -> Advice | None:
        return next((advice for advice in self.advice if advice.state == "open"), None)

    def end_advice(self, state: str) -> None:
        if advice := self.open_advice:
            advice.state = state


@dataclass
class Received:
    """What a department received: the kind, and the enterprise or the number of the report that it is about."""

    department: str
    kind: str
    about: str
    sent_on: date
    is_read: bool = False
    is_acknowledged: bool = False

    def is_overdue(self, today: date) -> bool:
        return not self.is_read and add_working_days(self.sent_on, READ_TERM) < today


class Announcements:
    """Announcements and stop advice, which follow the states of the enterprises.

    `departments` are the codes of those that exist, `announced` the kinds of each enterprise and `states` its states,
    in their order.
    """

    def __init__(self, model: Model, departments: Iterable[str]) -> None:
        self.model = model
        self.departments = list(departments)
        self.announced: dict[str, list[str]] = {}
        self.applications: list[Application] = []
        self.received: list[Received] = []
        self.states: dict[str, list[str]] = {}
        self._followed = datetime.min

    @property
    def now(self) -> datetime:
        return self.model.now

    @property
    def today(self) -> date:
        return self.model.today

    def follow(self) -> None:
        """Announce what has changed since the last time, and advise about what runs of lost enterprises."""
        changes = []
        for uscc, state in self._states_since(self._followed):
            self._note_state(uscc, state)
            changes.append((uscc, state))
        self._followed = self.now
        for uscc, state in changes:
            if kind := self._kind(self._last(uscc), state):
                self._announce(uscc, kind)
        for uscc in self.model.enterprises:
            if self.model.state_now(uscc) in LOST:
                self.advise(uscc)

    def follow_as_observed(self, announced: dict[str, list[str]]) -> None:
        """Take over what was announced while two workers ran: which states there were in between is a matter of chance.

        Raises AssertionError where announcements do not follow each other.
        """
        for uscc, state in self._states_since(self._followed):
            self._note_state(uscc, state)
        self._followed = self.now
        for uscc, kinds in announced.items():
            known = self.announced.get(uscc, [])
            assert kinds[: len(known)] == known, f"{uscc}: {kinds}, not {known} and more"
            for kind in kinds[len(known) :]:
                assert kind in self._next_kinds(uscc), f"{uscc}: {kind} after {self.announced.get(uscc)}"
                self._announce(uscc, kind)
        self._followed = self.model.beliefs[-2][0] if len(self.model.beliefs) > 1 else datetime.min

    def _states_since(self, moment: datetime) -> Iterator[tuple[str, str]]:
        for known_at, timelines in self.model.beliefs:
            if known_at > moment:
                yield from ((uscc, timeline[-1].state) for uscc, timeline in timelines.items())

    def _note_state(self, uscc: str, state: str) -> None:
        states = self.states.setdefault(uscc, [])
        if states[-1:] != [state]:
            states.append(state)

    def _last(self, uscc: str) -> str:
        return self.announced.get(uscc, [""])[-1]

    def _next_kinds(self, uscc: str) -> set[str | None]:
        return {self._kind(self._last(uscc), state) for state in ("eligible", "pending", *LOST)}

    def _kind(self, last: str, state: str) -> str | None:
        """What is announced of a state after the last announcement, None for nothing."""
        if state == "eligible":
            return WHEN_ELIGIBLE.get(last)
        if last in ("", "lost"):
            return None
        if state in LOST:
            return "lost"
        return "pending" if state == "pending" and last != "pending" else None

    def _announce(self, uscc: str, kind: str) -> None:
        self.announced.setdefault(uscc, []).append(kind)
        self.received += [Received(department, kind, uscc, self.today) for department in self.departments]
        if kind == "lost":
            self.advise(uscc)
        elif kind != "pending":
            for application in self._of(uscc):
                application.end_advice("lifted")

    def _of(self, uscc: str) -> Iterator[Application]:
        return (application for application in self.applications if application.uscc == uscc)

    def advise(self, uscc: str) -> None:
        """Advise to stop what runs, unless it is spared, is advised on, or was answered about this loss."""
        loss = self._losses(uscc)
        for application in self._of(uscc):
            advised = application.open_advice or any(
                advice.state in ("stopped", "kept") and advice.loss >= loss for advice in application.advice
            )
            if application.is_running and not advised and not self._is_spared(application):
                application.advice.append(Advice(loss, self.now, add_working_days(self.today, ADVICE_TERM)))

    def _losses(self, uscc: str) -> int:
        """How many losses of the enterprise were announced, or are about to be."""
        kinds = list(self.announced.get(uscc, []))
        for known, state in self._states_since(self._followed):
            if known == uscc and (kind := self._kind(kinds[-1] if kinds else "", state)):
                kinds.append(kind)
        return kinds.count("lost")

    def _is_spared(self, application: Application) -> bool:
        """Whether the enterprise is revoked now by a decision that names other measures."""
        revocation = self.model.enterprises[application.uscc].revocation
        is_revoked = self.model.state_now(application.uscc) == "revoked"
        named = revocation.measures if is_revoked and revocation else ()
        return bool(named) and application.measure not in named

    def remind(self) -> None:
        """Remind of the advice of earlier days whose term ends soon or has ended, each time once."""
        for application in self.applications:
            advice = application.open_advice
            if advice and advice.issued_at.date() < self.today:
                time = self._reminder(advice.due_on)
                if time and time not in advice.reminders:
                    advice.reminders.append(time)

    def _reminder(self, due_on: date) -> str:
        if due_on < self.today:
            return "after" if add_working_days(due_on, REMIND_AFTER) <= self.today else ""
        return "before" if add_working_days(self.today, REMIND_BEFORE) >= due_on else ""


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month_of(month + timedelta(days=31))


def last_month(day: date) -> date:
    """The first day of the month before that of the day."""
    return month_of(month_of(day) - ONE_DAY)
