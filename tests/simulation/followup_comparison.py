"""Compare the product with the model of what follows a changed standing, and find open items that nobody sees."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery

from accounts.models import User
from demo.clock import JINAN
from feedback.models import (
    AdviceReminder,
    ApplicationReceipt,
    Assignment,
    DepartmentMonth,
    Inquiry,
    MeasureApplication,
    Notice,
    ReportReceipt,
    StopAdvice,
    ViolationReport,
)
from foundation.web.work_items import Kind
from mailing.models import Mailbox, MailedNotice
from reports.models import PeriodReport
from roster.models import Certification, Transfer
from screening.models import Screening
from tests.simulation.desk import Consequences
from tests.simulation.facts import ONE_DAY, add_working_days
from tests.simulation.followup import READ_TERM
from tests.simulation.year import Year
from tests.work_items import rows_of
from webhooks.models import Delivery
from workbench.work_items import SOURCES, waiting

OVERDUE_NOTICES, OVERDUE_REPORTS = "其他单位逾期未读的消息", "海关逾期未处理的失信线索"


def follow_up_differences(year: Year) -> Iterator[str]:
    """Where what followed differs from the model: each difference is one line."""
    known = year.follow_up
    yield from _differing("notice", _notices(), _received(known))
    yield from _differing("application", _applications(year), _advised(known))
    yield from _differing("reminder", _reminders(year), _reminded(known))
    yield from _event_differences(known)
    yield from _differing("report", _reports(year), _reported(known))
    yield from _differing(
        "inquiry", _inquiries(year), Counter((n, i.state, i.assignee) for n, i in enumerate(known.inquiries))
    )
    yield from _mail_differences(year)
    yield from _differing(
        "month", _months(), Counter((m.department, m.month, m.state, m.in_charge) for m in known.months)
    )
    made = Counter(PeriodReport.objects.values_list("kind", "first_day"))
    yield from _differing("report of a period", made, known.period_reports)
    yield from _overdue(year)
    yield from items_without_home(year)


def _differing(what: str, ours: Counter[Any], expected: Counter[Any]) -> Iterator[str]:
    """Yield what the product has too often or not often enough."""
    yield from (f"{what} not expected: {count} × {item}" for item, count in (ours - expected).items())
    yield from (f"{what} missing: {count} × {item}" for item, count in (expected - ours).items())


def _notices() -> Counter[Any]:
    """Department, kind, enterprise or report, the day, whether it is read and acknowledged."""
    columns = ("department__code", "kind", "sent_at__date", "read_at", "acknowledged_at")
    changes = Notice.objects.filter(announcement__isnull=False).values_list(
        *columns, "announcement__changes__enterprise__uscc"
    )
    reports = Notice.objects.filter(report__isnull=False).values_list(*columns, "report__enterprise__uscc")
    return Counter(
        (code, kind, about, day, read_at is not None, acknowledged_at is not None)
        for code, kind, day, read_at, acknowledged_at, about in (*changes, *reports)
    )


def _received(known: Consequences) -> Counter[Any]:
    return Counter(
        (
            each.department,
            each.kind,
            known.reports[int(each.about)].uscc if each.kind.startswith("report") else each.about,
            each.sent_on,
            each.is_read,
            each.is_acknowledged,
        )
        for each in known.received
    )


def _applications(year: Year) -> Counter[Any]:
    """Each application: the department in charge, whether it runs, who has not received it, and its advice.

    Advice has its state, its term and the clerk who was assigned it.
    """
    assignees = _assignees("advice")
    advice: dict[int, list[Any]] = {pk: [] for pk in year.applications}
    for key, pk, state, due_on in StopAdvice.objects.order_by("pk").values_list("pk", "application", "state", "due_on"):
        advice[pk].append((state, due_on, assignees.get(key, "")))
    waiting: dict[int, set[str]] = defaultdict(set)
    for pk, code in ApplicationReceipt.objects.filter(received_at=None).values_list("application", "department__code"):
        waiting[pk].add(code)
    in_charge = dict(MeasureApplication.objects.values_list("pk", "in_charge__code"))
    running = set(MeasureApplication.objects.running().values_list("pk", flat=True))
    return Counter(
        (number, in_charge[pk], pk in running, frozenset(waiting[pk]), tuple(advice[pk]))
        for number, pk in enumerate(year.applications)
    )


def _assignees(of: str) -> dict[int, str]:
    """The key of each advice or inquiry that is assigned → the user name of the clerk."""
    return dict(
        Assignment.objects.filter(ended_at=None, **{f"{of}__isnull": False}).values_list(of, "assignee__username")
    )


def _advised(known: Consequences) -> Counter[Any]:
    return Counter(
        (
            each.number,
            each.in_charge,
            each.is_running,
            frozenset(each.not_received),
            tuple((advice.state, advice.due_on, advice.assignee) for advice in each.advice),
        )
        for each in known.applications
    )


def _reminders(year: Year) -> Counter[Any]:
    numbers = {pk: number for number, pk in enumerate(year.applications)}
    reminders = AdviceReminder.objects.values_list("advice__application", "advice__due_on", "time")
    return Counter((numbers[pk], due_on, time) for pk, due_on, time in reminders)


def _reminded(known: Consequences) -> Counter[Any]:
    return Counter(
        (application.number, advice.due_on, time)
        for application in known.applications
        for advice in application.advice
        for time in advice.reminders
    )


def _event_differences(known: Consequences) -> Iterator[str]:
    """The events of each enterprise tell how its state changed, each change once.

    A screening determines standings several times at one moment of this clock. The model knows the last of them only.
    """
    sent: dict[str, list[Any]] = defaultdict(list)
    columns = ("event__subject", "event__data__state", "event__occurred_at", "kind")
    for uscc, *event in Delivery.objects.order_by("event__number").values_list(*columns):
        sent[uscc].append(event)
    for uscc in sent.keys() | known.states.keys():
        states = [state for state, *_ in sent[uscc]]
        kinds = [_kind_of(*change) for change in pairwise(["", *states])]
        lasting = {occurred_at: state for state, occurred_at, _ in sent[uscc]}
        sent_states = [state for state, _ in groupby(lasting.values())]
        if sent_states != known.states.get(uscc, []) or kinds != [kind for *_, kind in sent[uscc]]:
            yield f"events of {uscc}: {sent[uscc]}, not {known.states.get(uscc)}"


def _kind_of(before: str, state: str) -> str:
    if state == "eligible":
        return "standing.gained" if before != state else ""
    return "standing.lost" if before == "eligible" else "standing.changed"


def _reports(year: Year) -> Counter[Any]:
    """Each report: its state, who waits for the outcome, its term, its supplements, and who has not received it."""
    numbers = {pk: number for number, pk in enumerate(year.reports)}
    waiting: dict[int, set[str]] = defaultdict(set)
    for pk, code in ReportReceipt.objects.filter(received_at=None).values_list("report", "department__code"):
        waiting[pk].add(code)
    rows = ViolationReport.objects.annotate(added=Count("supplements"))
    columns = ("pk", "state", "in_charge__code", "due_on", "added")
    return Counter((numbers[pk], *columns, frozenset(waiting[pk])) for pk, *columns in rows.values_list(*columns))


def _reported(known: Consequences) -> Counter[Any]:
    return Counter(
        (number, each.state, each.in_charge, each.due_on, each.supplements, frozenset(each.not_received))
        for number, each in enumerate(known.reports)
    )


def _inquiries(year: Year) -> Counter[Any]:
    numbers, assignees = {pk: number for number, pk in enumerate(year.inquiries)}, _assignees("inquiry")
    rows = Inquiry.objects.values_list("pk", "state")
    return Counter((numbers[pk], state, assignees.get(pk, "")) for pk, state in rows)


def _mail_differences(year: Year) -> Iterator[str]:
    """What the mailboxes should have been told and were not, and notices of others that they were told of.

    Told at once: a loss with advice to answer, a report to decide. On working days from 8:00 on: what was sent before.
    """
    for mailbox in Mailbox.objects.active():
        code = mailbox.department.code
        unread = Notice.objects.filter(department=mailbox.department, read_at=None)
        mailed = set(MailedNotice.objects.filter(mailbox=mailbox).values_list("notice", flat=True))
        expected = {pk for pk, kind, about in _about(unread) if _has_term(year, code, kind, about)}
        eight = year.city.now.replace(hour=8, minute=0, second=0)
        if year.city.now >= eight and add_working_days(year.today - ONE_DAY, 1) == year.today:
            expected |= set(unread.filter(sent_at__lt=eight.replace(tzinfo=JINAN)).values_list("pk", flat=True))
        if missing := expected - mailed:
            yield f"mailbox of {code} not told of notices {sorted(missing)}"
        if Notice.objects.filter(pk__in=mailed).exclude(department=mailbox.department).exists():
            yield f"mailbox of {code} told of notices to others"


def _about(notices: QuerySet[Notice]) -> Iterator[tuple[Any, ...]]:
    """The key and kind of notices, with the enterprise of a loss and the key of a report."""
    yield from notices.filter(kind="lost").values_list("pk", "kind", "announcement__changes__enterprise__uscc")
    yield from notices.filter(kind="report").values_list("pk", "kind", "report")


def _has_term(year: Year, department: str, kind: str, about: str | int) -> bool:
    if kind == "lost":
        advised = [known for known in year.follow_up.applications if known.open_advice and known.uscc == about]
        return any(known.in_charge == department for known in advised)
    report = year.follow_up.reports[year.reports.index(int(about))]
    competent = year.model.enterprises[report.uscc].certifications[-1].office
    return report.state == "open" and competent == department


def _months() -> Counter[Any]:
    return Counter(DepartmentMonth.objects.values_list("department__code", "month", "state", "in_charge__code"))


def _overdue(year: Year) -> Iterator[str]:
    """市发展改革委 sees how many reports are undecided, and how many notices to others unread, past their terms."""
    unread = Notice.objects.filter(read_at=None, covers_from=None, department__closed_on=None)
    others = unread.exclude(department__is_lead=True).values_list("sent_at__date").annotate(Count("pk"))
    late_notices = sum(count for day, count in others if add_working_days(day, READ_TERM) < year.today)
    late_reports = sum(known.state == "open" and known.due_on < year.today for known in year.follow_up.reports)
    shown = {item.label: item.count for item in waiting(year.city.credit)}
    for label, late in ((OVERDUE_NOTICES, late_notices), (OVERDUE_REPORTS, late_reports)):
        if shown[label] != late:
            yield f"{label}: {shown[label]}, not {late}"


def items_without_home(year: Year) -> Iterator[str]:
    """Open items that are on the home page of nobody."""
    missing = {rows.model: set(rows.values_list("pk", flat=True)) for rows in _open_items(year)}
    people = [year.city.credit, year.city.second, *year.city.officers.values(), *year.city.clerks.values()]
    people += year.city.second_clerks.values()
    for user in (*people, *year.city.administrators):
        if not any(missing.values()):
            return
        for rows in _rows_on_home(user):
            if missing.get(rows.model):
                missing[rows.model] -= set(rows.values_list("pk", flat=True))
    yield from (f"on nobody's home: {model.__name__} {sorted(pks)}" for model, pks in missing.items() if pks)


def _open_items(year: Year) -> Iterable[QuerySet[Model]]:
    """What somebody has still to do, by the states in the database."""
    existing = Notice.objects.filter(department__closed_on=None)
    first = year.today.replace(day=1)
    return (
        StopAdvice.objects.filter(state="open"),
        Inquiry.objects.exclude(state="read"),
        ViolationReport.objects.filter(state="open"),
        _receipts_to_give(),
        existing.filter(read_at=None) | existing.filter(kind__in=("lost", "restored"), acknowledged_at=None),
        DepartmentMonth.objects.exclude(state="confirmed").filter(month__lt=first),
        ApplicationReceipt.objects.filter(received_at=None, application__cancelled_at=None),
        Transfer.objects.filter(state="waiting"),
        Screening.objects.filter(state="failed"),
    )


def _receipts_to_give() -> QuerySet[Model]:
    """Receipts that are open, without those of the office that has to decide the report: deciding receives it."""
    newest = Certification.objects.filter(enterprise=OuterRef("report__enterprise")).order_by("-pk")
    waiting = ReportReceipt.objects.filter(received_at=None).exclude(report__state="withdrawn")
    return waiting.exclude(report__state="open", department=Subquery(newest.values("office")[:1]))


def _rows_on_home(user: User) -> Iterator[QuerySet[Model]]:
    return (rows_of(work) for source in SOURCES for work in source(user) if isinstance(work, Kind))
