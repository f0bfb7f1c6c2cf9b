"""What people do with notices, advice, reports, inquiries and months, in the model of what follows (`followup.py`)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.simulation.facts import ONE_DAY, add_working_days
from tests.simulation.followup import LOST, Announcements, Application, Received, last_month, month_of, next_month
from tests.simulation.model import Model

# They receive what is applied and reported.
RECIPIENTS = ("ndrc", "quancheng-customs", "laiwu-customs")
# What a person of the department acknowledges.
ACKNOWLEDGED = ("lost", "restored")


@dataclass
class Report:
    """A violation report; `in_charge` waits for its outcome."""

    uscc: str
    in_charge: str
    state: str = "open"


@dataclass
class Inquiry:
    """A question of a department about an application."""

    application: Application
    requested_by: str
    state: str = "open"


@dataclass
class Month:
    """What a department logged for a month, which the one in charge confirms."""

    department: str
    in_charge: str
    month: date
    state: str = "open"


class Consequences(Announcements):
    """`responsible`: number of a measure → from which day on which department is responsible."""

    def __init__(self, model: Model, departments: Iterable[str], measures: dict[int, str]) -> None:
        super().__init__(model, departments)
        self.responsible = {number: [(date.min, code)] for number, code in measures.items()}
        self.reports: list[Report] = []
        self.inquiries: list[Inquiry] = []
        self.months: list[Month] = []
        # Kind and first day of the periods of which a report was made.
        self.period_reports: Counter[tuple[str, date]] = Counter()
        self.first_roster: date | None = None
        self.reorganised_on: date | None = None

    # Applications

    def may_log(self, uscc: str, measure: int, department: str, day: date) -> bool:
        is_own = self.responsible_on(measure, day) == department
        runs = any(known.is_running and known.in_charge == department for known in self._same(uscc, measure))
        return is_own and not runs and self.model.state_on(uscc, day) == "eligible"

    def responsible_on(self, measure: int, day: date) -> str:
        return [code for since, code in self.responsible[measure] if since <= day][-1]

    def _same(self, uscc: str, measure: int) -> Iterable[Application]:
        return (known for known in self._of(uscc) if known.measure == measure)

    def log(self, uscc: str, measure: int, department: str, day: date, *, is_standing: bool) -> None:
        number = len(self.applications)
        self.applications.append(Application(number, uscc, measure, department, department, day, self.now, is_standing))
        self._change_month(department, day)
        if self.model.state_now(uscc) in LOST:
            self.advise(uscc)

    def stop(self, application: Application) -> None:
        """Stop the application, which answers open advice about it."""
        application.is_stopped = True
        application.end_advice("stopped")

    def cancel(self, application: Application) -> None:
        application.is_cancelled = True
        application.end_advice("withdrawn")
        self._change_month(application.department, application.applied_on)

    def ask(self, application: Application, department: str) -> None:
        self.inquiries.append(Inquiry(application, department))

    def pass_day(self) -> None:
        """A new day: advise about what is missed, remind, open months, make reports."""
        for uscc in self.model.enterprises:
            if self.model.state_now(uscc) in LOST:
                self.advise(uscc)
        self.remind()
        self.open_months()
        self.make_reports()

    # Reports and notices

    def report(self, uscc: str, department: str) -> Report:
        self.reports.append(Report(uscc, department))
        about = str(len(self.reports) - 1)
        existing = [code for code in RECIPIENTS if code in self.departments]
        self.received += [Received(code, "report", about, self.today) for code in existing]
        return self.reports[-1]

    def decide(self, report: Report, state: str, *, by: str) -> None:
        report.state = state
        if report.in_charge != by:
            about = str(self.reports.index(report))
            self.received.append(Received(report.in_charge, "report_decided", about, self.today))

    def read(self, department: str, *, acknowledges: bool) -> None:
        """The department reads everything, and acknowledges what asks for it."""
        for received in self.received:
            if received.department == department:
                received.is_read = True
                received.is_acknowledged |= acknowledges and received.kind in ACKNOWLEDGED

    # Months and periods

    def open_months(self) -> None:
        """Every department has to confirm the months that are over, from the one before the first time on."""
        opened = [known.month for known in self.months if known.department in self.departments]
        month = next_month(max(opened)) if opened else last_month(self.today)
        while month < month_of(self.today):
            if self.first_roster and self.first_roster < next_month(month):
                known = {(each.department, each.month) for each in self.months}
                self.months += [Month(code, code, month) for code in self.departments if (code, month) not in known]
            month = next_month(month)

    def _change_month(self, department: str, day: date) -> None:
        for known in self.months:
            if (known.department, known.month) == (department, month_of(day)) and known.state == "confirmed":
                known.state = "changed"

    def make_reports(self) -> None:
        """Make the report on the last month and quarter, from the first working day after it on."""
        month = last_month(self.today)
        quarter = month_of(self.today).replace(month=(self.today.month - 1) // 3 * 3 + 1)
        for kind, first, after in (
            ("month", month, next_month(month)),
            ("quarter", last_month(last_month(month_of(quarter - ONE_DAY))), quarter),
        ):
            is_due = add_working_days(after - ONE_DAY, 1) <= self.today
            if self.first_roster and self.first_roster < after and is_due:
                self.period_reports[kind, first] = 1

    # Reorganisations

    def hand_over_measure(self, measure: int, target: str) -> None:
        """The department becomes responsible from today on, and in charge of what the former one was."""
        source = self.responsible_on(measure, self.today)
        self.responsible[measure].append((self.today, target))
        self._hand_over_applications(source, target, [measure])
        self.reorganised_on = self.today

    def merge(self, source: str, target: str) -> None:
        """Everything of a department goes to another one, and it ceases to exist."""
        for measure in self.responsible:
            if self.responsible_on(measure, self.today) == source:
                self.responsible[measure].append((self.today, target))
        self._hand_over_applications(source, target, list(self.responsible))
        self.hand_over_work(source, target)
        for month in self.months:
            if month.in_charge == source:
                month.in_charge = target
        last = month_of(self.today - ONE_DAY)
        if (source, last) not in {(known.department, known.month) for known in self.months}:
            self.months.append(Month(source, target, last))
        self.departments.remove(source)
        self.reorganised_on = self.today

    def _hand_over_applications(self, source: str, target: str, measures: list[int]) -> None:
        for application in self.applications:
            if application.in_charge == source and application.measure in measures and not application.is_cancelled:
                application.in_charge = target

    def hand_over_work(self, source: str, target: str) -> None:
        """Open reports and unread notices go to the department as well, which has those of enterprises already."""
        for report in self.reports:
            if report.in_charge == source and report.state == "open":
                report.in_charge = target
        had = {(known.kind, known.about) for known in self.received if known.department == target}
        self.received += [
            Received(target, known.kind, known.about, self.today)
            for known in self.received
            if known.department == source and not known.is_read and known.kind == "report_decided"
            if (known.kind, known.about) not in had
        ]
