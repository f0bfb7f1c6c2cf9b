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
# Working days in which the competent office decides a report.
REPORT_TERM = 15


@dataclass
class Report:
    """A violation report; `in_charge` waits for its outcome, and those that it waits for have not received it."""

    uscc: str
    department: str
    in_charge: str
    due_on: date
    not_received: set[str]
    state: str = "open"
    supplements: int = 0


@dataclass
class Inquiry:
    """A question of a department about an application."""

    application: Application
    requested_by: str
    state: str = "open"
    assignee: str = ""


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
        self.applications[-1].not_received.update(RECIPIENTS)
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

    def report(self, uscc: str, department: str) -> None:
        due_on = add_working_days(self.today, REPORT_TERM)
        self.reports.append(Report(uscc, department, department, due_on, set(RECIPIENTS)))
        self._tell_recipients("report", self.reports[-1])

    def supplement(self, report: Report) -> None:
        report.supplements += 1
        self._tell_recipients("report_supplemented", report)

    def withdraw(self, report: Report) -> None:
        report.state = "withdrawn"
        self._tell_recipients("report_withdrawn", report)

    def _tell_recipients(self, kind: str, report: Report) -> None:
        about = str(self.reports.index(report))
        self.received += [Received(code, kind, about, self.today) for code in RECIPIENTS]

    def decide(self, report: Report, state: str, *, by: str) -> None:
        """The office decides, which receives the report as well."""
        report.state = state
        report.not_received.discard(by)
        if report.in_charge != by:
            about = str(self.reports.index(report))
            self.received.append(Received(report.in_charge, "report_decided", about, self.today))

    def receive_applications(self, department: str) -> None:
        """The recipient of feedback receives everything that was not cancelled."""
        for application in self.applications:
            if not application.is_cancelled:
                application.not_received.discard(department)

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
                self._release(application)

    def _release(self, application: Application) -> None:
        """Nobody of the new department has been assigned what is open about the application."""
        for work in (*application.advice, *self.inquiries_about(application)):
            work.assignee = ""

    def inquiries_about(self, application: Application) -> list[Inquiry]:
        return [inquiry for inquiry in self.inquiries if inquiry.application is application]

    def leave(self, person: str) -> None:
        """The account of the person is deactivated: nobody is assigned what the person was."""
        advice = [advice for application in self.applications for advice in application.advice]
        for work in (*advice, *self.inquiries):
            if work.assignee == person:
                work.assignee = ""

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
