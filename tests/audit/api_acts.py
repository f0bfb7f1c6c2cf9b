"""POSTs of the programs of departments."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from feedback.actions.inquiries import ask_inquiry
from feedback.actions.reports import report_violation
from feedback.models import MeasureApplication, Notice, StopAdvice, ViolationReport
from feedback.states import NoticeKind
from incentives.models import Measure
from tests.audit.city import Act, City
from tests.factories import make_certified
from tests.feedback.application_acts import PDF
from tests.feedback.month_steps import open_month
from tests.steps import log, revoke


def a_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def send(city: City, name: str, body: Any, *arguments: object, by: User | None = None) -> Any:
    """Post the body as JSON for the clerk, or for another user, with a key of its own."""
    json_body = {"content_type": "application/json", "headers": a_key()}
    return city.push(by or city.clerk, name, json.dumps(body), *arguments, **json_body)


def lost_notice(city: City) -> int:
    """Return the key of a notice of a loss to the clerk's department, which nobody has acknowledged."""
    revoke(make_certified())
    return Notice.objects.filter(department=city.clerk.department, kind=NoticeKind.LOST).latest("pk").pk


def api_acts(city: City) -> Iterator[Act]:
    today = timezone.localdate().isoformat()
    measure = Measure.objects.select_related("section__plan").get(number=31)
    application = {
        "enterprise": make_certified().uscc,
        "plan": measure.section.plan.document_number,
        "measure": measure.number,
        "applied_on": today,
        "description": "核定增值税发票用量。",
        "condition_met": True,
    }
    yield "feedback_api:application_list", lambda: send(city, "feedback_api:application_list", application)
    bodies = {
        "correct": {"description": "核定用量，当日办结。", "reason": "写错"},
        "stop": {"stopped_on": today, "reason": "不再需要"},
        "cancel": {"reason": "重复登记"},
    }
    for act, body in bodies.items():
        name = f"feedback_api:application_{act}"
        yield name, lambda name=name, body=body: send(city, name, body, MeasureApplication.objects.latest("pk").pk)
        if act == "correct":
            yield "feedback_api:application_supplement", lambda: supplement(city)
    reported = make_certified().uscc
    yield "feedback_api:violation_report_list", lambda: report(city, reported)
    yield from acts_on_reports(city)
    lines = {"lines": [make_certified().name], "day": today, "title": "投标人"}
    yield "feedback_api:lookup_list", lambda: send(city, "feedback_api:lookup_list", lines)
    enterprise = make_certified()
    log(enterprise, city.clerk)
    revoke(enterprise, city.officer)
    notice = Notice.objects.filter(department=city.clerk.department).latest("pk")
    yield "feedback_api:notice_read", lambda: send(city, "feedback_api:notice_read", {}, notice.pk)
    lost = lost_notice(city)
    yield "feedback_api:notice_acknowledge", lambda: send(city, "feedback_api:notice_acknowledge", {}, lost)
    inquiry = ask_inquiry(application=log(make_certified(), city.clerk), question="是否已办结？", by=city.officer)
    sent = {"answer": "已办结。"}
    yield "feedback_api:inquiry_answer", lambda: send(city, "feedback_api:inquiry_answer", sent, inquiry.pk)
    month = open_month(city.clerk.department, ago=2)
    seen = {"version": month.version}
    yield "feedback_api:month_confirm", lambda: send(city, "feedback_api:month_confirm", seen, month.pk)
    answer = {"decision": "stopped", "stopped_on": today, "answer": "已停止"}
    advice = StopAdvice.objects.latest("pk")
    yield "feedback_api:advice_answer", lambda: send(city, "feedback_api:advice_answer", answer, advice.pk)


def acts_on_reports(city: City) -> Iterator[Act]:
    """The clerk's program supplements and withdraws reports, the officer's receives and decides one."""
    prefix, newest = "feedback_api:report_", ViolationReport.objects.latest
    yield (
        f"{prefix}supplement",
        lambda: city.push(city.clerk, f"{prefix}supplement", {"facts": "已移送。"}, newest("pk").pk, headers=a_key()),
    )
    yield f"{prefix}receive", lambda: send(city, f"{prefix}receive", {}, newest("pk").pk, by=city.officer)
    decision = {"outcome": "warned", "reason": "情节轻微。"}
    yield (
        f"{prefix}decide",
        lambda: send(
            city, f"{prefix}decide", {**decision, "version": newest("pk").version}, newest("pk").pk, by=city.officer
        ),
    )
    other = report_violation(
        enterprise=make_certified(), found_on=timezone.localdate(), facts="虚开发票", by=city.clerk
    )
    yield f"{prefix}withdraw", lambda: send(city, f"{prefix}withdraw", {"reason": "企业选错。"}, other.pk)


def report(city: City, uscc: str) -> Any:
    form = {"enterprise": uscc, "found_on": timezone.localdate().isoformat(), "facts": "虚开发票。"}
    headers = {"Idempotency-Key": str(uuid4())}
    return city.push(city.clerk, "feedback_api:violation_report_list", form, headers=headers)


def supplement(city: City) -> Any:
    pk, headers = MeasureApplication.objects.latest("pk").pk, {"Idempotency-Key": str(uuid4())}
    form = {"description": "企业补交了说明。", "evidence": SimpleUploadedFile("补充.PDF", PDF)}
    return city.push(city.clerk, "feedback_api:application_supplement", form, pk, headers=headers)
