"""The triggers by which notices, advice, inquiries and months record their events (docs/webhooks.md).

A message says which row it is about and how that stands. What people wrote is read in the API.
"""

from feedback.states import AdviceState, MonthState, ReportState
from webhooks.states import EventKind
from webhooks.triggers import on_insert, on_update, recipients_and

OF_DEPARTMENT = "JOIN accounts_department department ON department.id = {}"
OF_APPLICATION = (
    "JOIN feedback_measureapplication application ON application.id = written.application_id"
    " JOIN roster_enterprise enterprise ON enterprise.id = application.enterprise_id "
)

NOTICE_EVENTS = [
    on_insert(
        EventKind.NOTICE,
        data={"id": "written.id", "department": "department.code", "kind": "written.kind"},
        subject="'notice ' || written.id",
        departments="ARRAY[written.department_id]",
        joins=OF_DEPARTMENT.format("written.department_id"),
    ),
]

REPORT = {
    "data": {
        "id": "report.id",
        "uscc": "enterprise.uscc",
        "name": "enterprise.name",
        "department": "department.code",
        "state": "report.state",
    },
    "departments": recipients_and("report.department_id", "report.in_charge_id"),
}
OF_REPORT = (
    "JOIN feedback_violationreport report ON report.id = {}"
    " JOIN roster_enterprise enterprise ON enterprise.id = report.enterprise_id "
    + OF_DEPARTMENT.format("report.department_id")
)
REPORT_EVENTS = [
    on_insert(EventKind.REPORTED, joins=OF_REPORT.format("written.id"), **REPORT),
    on_update(
        EventKind.REPORT_DECIDED,
        where=f"earlier.state = '{ReportState.OPEN}'"
        f" AND written.state NOT IN ('{ReportState.OPEN}', '{ReportState.WITHDRAWN}')",
        joins=OF_REPORT.format("written.id"),
        **REPORT,
    ),
    on_update(
        EventKind.REPORT_WITHDRAWN,
        where=f"earlier.state = '{ReportState.OPEN}' AND written.state = '{ReportState.WITHDRAWN}'",
        joins=OF_REPORT.format("written.id"),
        **REPORT,
    ),
]
SUPPLEMENT_EVENTS = [on_insert(EventKind.REPORT_SUPPLEMENTED, joins=OF_REPORT.format("written.report_id"), **REPORT)]

ADVICE = {
    "data": {
        "id": "written.id",
        "uscc": "enterprise.uscc",
        "name": "enterprise.name",
        "department": "department.code",
        "application": "written.application_id",
        "state": "written.state",
        "due_on": "written.due_on",
    },
    "departments": recipients_and("written.department_id", "application.in_charge_id"),
    "joins": OF_APPLICATION + OF_DEPARTMENT.format("application.in_charge_id"),
}
IS_LIFTED = f"written.state IN ('{AdviceState.LIFTED}', '{AdviceState.WITHDRAWN}')"
ADVICE_EVENTS = [
    on_insert(EventKind.ADVISED, **ADVICE),
    on_update(
        EventKind.ADVICE_ANSWERED,
        where="(written.state, written.answer, written.answered_at)"
        " IS DISTINCT FROM (earlier.state, earlier.answer, earlier.answered_at)"
        f" AND NOT {IS_LIFTED}",
        **ADVICE,
    ),
    on_update(
        EventKind.ADVICE_LIFTED,
        where=f"written.state <> earlier.state AND {IS_LIFTED}",
        **ADVICE,
    ),
]

INQUIRY = {
    "data": {
        "id": "written.id",
        "uscc": "enterprise.uscc",
        "name": "enterprise.name",
        "department": "department.code",
        "application": "written.application_id",
    },
    "departments": recipients_and("written.department_id", "application.department_id", "application.in_charge_id"),
    "joins": OF_APPLICATION + OF_DEPARTMENT.format("application.in_charge_id"),
}
INQUIRY_EVENTS = [
    on_insert(EventKind.ASKED, **INQUIRY),
    on_update(
        EventKind.INQUIRY_ANSWERED, where="earlier.answered_at IS NULL AND written.answered_at IS NOT NULL", **INQUIRY
    ),
]

MONTH = {"id": "month.id", "department": "department.code", "month": "to_char(month.month, 'YYYY-MM')"}
OF_MONTH = {
    "subject": "'month ' || month.id",
    "departments": recipients_and("month.department_id", "month.in_charge_id"),
}
MONTH_EVENTS = [
    on_update(
        EventKind.MONTH_CHANGED,
        where=f"earlier.state <> written.state AND written.state = '{MonthState.CHANGED}'",
        data=MONTH,
        joins="JOIN feedback_departmentmonth month ON month.id = written.id "
        + OF_DEPARTMENT.format("month.department_id"),
        **OF_MONTH,
    ),
]
CONFIRMATION_EVENTS = [
    on_insert(
        EventKind.MONTH_CONFIRMED,
        data={
            **MONTH,
            "edition": "written.edition",
            "application_count": "written.application_count",
            "measure_count": "written.measure_count",
        },
        joins="JOIN feedback_departmentmonth month ON month.id = written.month_id "
        + OF_DEPARTMENT.format("month.department_id"),
        **OF_MONTH,
    ),
]
