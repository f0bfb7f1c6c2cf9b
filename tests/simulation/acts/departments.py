"""What departments do: log, stop and receive applications of measures, answer advice and inquiries, confirm months."""

from functools import partial

from django.db.models import QuerySet

from feedback.actions.acknowledgements import acknowledge_notices
from feedback.actions.advice import keep_measure, read_notices, stop_measure
from feedback.actions.answer_changes import correct_answer, undo_answer
from feedback.actions.application_receipts import receive_applications
from feedback.actions.applications import log_application
from feedback.actions.changes import cancel_application, stop_application
from feedback.actions.inquiries import answer_inquiry, ask_inquiry, read_answer
from feedback.actions.months import confirm_month
from feedback.models import ApplicationReceipt, DepartmentMonth, Inquiry, MeasureApplication, Notice, StopAdvice
from feedback.models.receipts import UNREAD
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from tests.simulation.city import MEASURES, ONE_OFF
from tests.simulation.desk import RECIPIENTS
from tests.simulation.followup import LOST, Application, month_of
from tests.simulation.year import Year, serial_of, stored


def apply(year: Year) -> str:
    """A department logs a measure of today or an earlier day; refused unless it is its own, and may be applied."""
    if not year.model.enterprises:
        return ""
    uscc = year.prefer(list(year.model.enterprises), lambda uscc: year.model.state_now(uscc) == "eligible")
    number = year.rng.choice(list(MEASURES))
    applied_on = year.days_ago(0, 0, 0, 1, 3, 8)
    responsible = year.follow_up.responsible_on(number, applied_on)
    code = responsible if responsible in year.city.clerks else year.follow_up.responsible_on(number, year.today)
    act = partial(
        log_application,
        enterprise=stored(year.model.enterprises[uscc]),
        measure=Measure.objects.get(number=number),
        applied_on=applied_on,
        description="已适用。",
        choices=ApplicationChoices(),
        by=year.city.clerks[code],
    )
    may = year.follow_up.may_log(uscc, number, code, applied_on)
    done = year.attempt(act, may=may, what=f"{code}: measure {number} for {serial_of(uscc)} on {applied_on}")
    if may:
        year.follow_up.log(uscc, number, code, applied_on, is_standing=number not in ONE_OFF)
        year.applications.append(MeasureApplication.objects.latest("pk").pk)
    return done


def _stored(year: Year, application: Application) -> MeasureApplication:
    return MeasureApplication.objects.get(pk=year.applications[application.number])


def _open_advice(year: Year, application: Application) -> StopAdvice:
    return StopAdvice.objects.open().get(application=year.applications[application.number])


def answer(year: Year) -> str:
    """Open advice is answered by the department in charge: stopped, or kept with a reason; sometimes undone at once."""
    advised = [known for known in year.follow_up.applications if known.open_advice]
    if not advised:
        return ""
    application = year.rng.choice(advised)
    advice, known = _open_advice(year, application), application.open_advice
    assert known
    clerk = year.city.clerks[application.in_charge]
    what = f"advice on application {application.number}, {application.in_charge}:"
    if year.chance(0.6):
        stop_measure(advice=advice, stopped_on=year.today, answer="已停止", by=clerk)
        application.is_stopped, known.state = True, "stopped"
    else:
        keep_measure(advice=advice, answer="合同尚未到期", by=clerk)
        known.state = "kept"
    if not year.chance(0.2):
        return f"{what} {known.state}"
    may = year.model.state_now(application.uscc) in LOST
    undone = year.attempt(partial(undo_answer, advice=advice, by=clerk), may=may, what=f"{what} {known.state}, undone")
    if may:
        application.is_stopped, known.state = False, "open"
    return undone


def correct(year: Year) -> str:
    """A department corrects its answer: what was kept is stopped after all."""
    kept = [known for known in year.follow_up.applications if known.is_running and known.advice]
    kept = [known for known in kept if known.advice[-1].state == "kept"]
    if not kept:
        return ""
    application = year.rng.choice(kept)
    advice = StopAdvice.objects.filter(application=year.applications[application.number]).latest("pk")
    clerk = year.city.clerks[application.in_charge]
    correct_answer(advice=advice, stopped_on=year.today, answer="合同已到期", reason="合同到期", by=clerk)
    application.is_stopped, application.advice[-1].state = True, "stopped"
    return f"answer about application {application.number} corrected: stopped"


def end(year: Year) -> str:
    """A department stops or cancels an application without being asked."""
    known = [each for each in year.follow_up.applications if not each.is_cancelled]
    running = [each for each in known if each.is_running]
    if running and year.chance(0.6):
        application = year.rng.choice(running)
        clerk = year.city.clerks[application.in_charge]
        stop_application(application=_stored(year, application), stopped_on=year.today, reason="企业申请", by=clerk)
        year.follow_up.stop(application)
        return f"application {application.number} stopped"
    if not known:
        return ""
    application = year.rng.choice(known)
    clerk = year.city.clerks[application.in_charge]
    cancel_application(application=_stored(year, application), reason="误登", by=clerk)
    year.follow_up.cancel(application)
    return f"application {application.number} cancelled"


def ask(year: Year) -> str:
    """A recipient of feedback asks about an application; refused once it is cancelled."""
    if not year.follow_up.applications:
        return ""
    application = year.rng.choice(year.follow_up.applications)
    code = year.rng.choice(RECIPIENTS)
    act = partial(ask_inquiry, application=_stored(year, application), question="是否仍在适用？", by=year.city.of(code))
    may = not application.is_cancelled
    done = year.attempt(act, may=may, what=f"{code} asks about application {application.number}")
    if may:
        year.follow_up.ask(application, code)
        year.inquiries.append(Inquiry.objects.latest("pk").pk)
    return done


def answer_question(year: Year) -> str:
    """The department in charge answers an inquiry, or the one that asked reads the answer."""
    waiting = [number for number, known in enumerate(year.follow_up.inquiries) if known.state != "read"]
    if not waiting:
        return ""
    number = year.rng.choice(waiting)
    known, inquiry = year.follow_up.inquiries[number], Inquiry.objects.get(pk=year.inquiries[number])
    if known.state == "open":
        answer_inquiry(inquiry=inquiry, answer="仍在适用。", by=year.city.of(known.application.in_charge))
        known.state = "answered"
    else:
        read_answer(inquiry=inquiry, by=year.city.of(known.requested_by))
        known.state = "read"
    return f"inquiry {number} {known.state}"


def receive(year: Year) -> str:
    """A recipient of feedback receives every application that it has not received (签收)."""
    code = year.rng.choice(RECIPIENTS)
    receive_applications(receipts=ApplicationReceipt.objects.all(), by=year.city.of(code))
    year.follow_up.receive_applications(code)
    return f"{code} receives what was applied"


def read(year: Year) -> str:
    """A department reads all its notices, and mostly acknowledges those that ask for it."""
    code = year.rng.choice(year.follow_up.departments)
    notices: QuerySet[Notice] = Notice.objects.filter(department__code=code)
    read_notices(notices=notices.filter(UNREAD), by=year.city.of(code))
    if acknowledges := year.chance(0.7):
        acknowledge_notices(notices=notices, by=year.city.of(code))
    year.follow_up.read(code, acknowledges=acknowledges)
    return f"{code} reads{' and acknowledges' if acknowledges else ''}"


def confirm(year: Year) -> str:
    """A department confirms a month, for the first time or again after a change."""
    waiting = [known for known in year.follow_up.months if known.state != "confirmed"]
    waiting = [known for known in waiting if known.month < month_of(year.today)]
    if not waiting:
        return ""
    known = year.rng.choice(waiting)
    month = DepartmentMonth.objects.get(department__code=known.department, month=known.month)
    confirm_month(month=month, expected_version=month.version, by=year.city.of(known.in_charge))
    known.state = "confirmed"
    return f"{known.in_charge} confirms {known.month:%Y-%m} of {known.department}"
