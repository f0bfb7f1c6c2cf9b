"""POSTs of the departments' desk and of the public list."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from certificates.actions.checkpoints import sign_checkpoint_of_today
from certificates.models import CosigningKey
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import Note, cosign
from demo.clock import clock_at
from feedback.actions.lookups import answer_lookup
from feedback.actions.reports import report_violation
from feedback.assignment_policies import version_of
from feedback.forms.application_tables import digest_of
from feedback.models import (
    ApplicationReceipt,
    Inquiry,
    LookupBatch,
    MeasureApplication,
    Notice,
    SavedSearch,
    StopAdvice,
    ViolationReport,
)
from feedback.models.assignments import FIELDS, Assignable
from feedback.states import ReportState
from incentives.models import Measure
from publicity.models import Bulletin, Hold, IncentiveCase, Publication
from publicity.models.publications import publishable_standings
from publicity.views.bulletins import list_version
from reports.actions.requests import make_requested_report
from reports.models import PeriodReport, PeriodReportRequest
from reports.periods import Period, PeriodKind
from staffing.models import Absence
from tests.audit.api_acts import api_acts, lost_notice, send
from tests.audit.city import Act, City
from tests.factories import make_certified, make_user
from tests.feedback.application_acts import PDF
from tests.feedback.month_steps import open_month
from tests.steps import log, revoke


def _choose(city: City) -> Any:
    """Choose an enterprise for the last line of the newest look-up of many, which a worker has answered."""
    batch = LookupBatch.objects.latest("pk")
    answer_lookup(batch.pk)
    line = batch.lines.to_choose().latest("pk")
    return city.post(city.clerk, "feedback:lookup_choose", {f"line-{line.pk}": line.candidates[0]}, batch.pk)


def _assign_several(city: City, doer: User, work: Assignable) -> Any:
    """Give the work to a colleague of the doer, on the page for several."""
    kind, colleague = FIELDS[type(work)], make_user(Role(doer.role), department=doer.department)
    data = {kind: [work.pk], "assignee": colleague.pk, "note": "请办理。", f"version-{work.pk}": version_of(work)}
    return city.post(doer, f"feedback:{kind}_assign_several", data)


def feedback_acts(city: City) -> Iterator[Act]:
    today = timezone.localdate().isoformat()
    enterprise, revoked, other = make_certified(), make_certified(), make_certified()
    measure = Measure.objects.get(number=31)
    for act in ("feedback:enterprise_follow", "feedback:enterprise_unfollow"):
        yield act, lambda act=act: city.post(city.clerk, act, {}, enterprise.uscc)
    saved = {"query": "state=eligible", "name": "可适用"}
    yield "feedback:search_create", lambda: city.post(city.clerk, "feedback:search_create", saved)
    search = SavedSearch.objects.latest
    renamed = {"name": "现可适用"}
    yield "feedback:search_rename", lambda: city.post(city.clerk, "feedback:search_rename", renamed, search("pk").pk)
    yield "feedback:search_delete", lambda: city.post(city.clerk, "feedback:search_delete", {}, search("pk").pk)
    application = {
        "measure": measure.pk,
        "applied_on": today,
        "description": "核定增值税发票用量。",
        "condition_met": "on",
    }
    yield (
        "feedback:application_create",
        lambda: city.post(city.clerk, "feedback:application_create", application, enterprise.uscc),
    )
    names = {"names": f"{enterprise}\n{enterprise.name[:6]}", "day": today, "title": "", "file": ""}
    yield "feedback:lookup_create", lambda: city.post(city.clerk, "feedback:lookup_create", names)
    yield "feedback:lookup_choose", lambda: _choose(city)
    undo = MeasureApplication.objects.latest
    yield "feedback:application_undo", lambda: city.post(city.clerk, "feedback:application_undo", {}, undo("pk").pk)
    yield (
        "feedback:application_create",
        lambda: city.post(city.clerk, "feedback:application_create", application, enterprise.uscc),
    )
    evidence = SimpleUploadedFile("说明.PDF", PDF)
    corrected = {**application, "description": "核定用量，当日办结。", "evidence": evidence, "reason": "写错"}
    supplement = {"description": "企业补交了说明。", "evidence": SimpleUploadedFile("补充.PDF", PDF)}
    acts = {
        "correct": corrected,
        "supplement": supplement,
        "stop": {"stopped_on": today, "reason": "不再需要"},
        "cancel": {"reason": "重复登记"},
    }
    for act, data in acts.items():
        yield (
            f"feedback:application_{act}",
            lambda act=act, data=data: city.post(
                city.clerk, f"feedback:application_{act}", data, MeasureApplication.objects.latest("pk").pk
            ),
        )
    table = "统一社会信用代码\t措施\t实施日期\t实施情况\t符合适用条件\n"
    table += f"{make_certified().uscc}\t31\t{today}\t核定用量。\t是"
    tried = {"table": table, "version": digest_of(table), "log": "true"}
    yield "feedback:application_batch", lambda: city.post(city.clerk, "feedback:application_batch", tried)
    facts = {"found_on": today, "facts": "虚开发票，联系电话13800138000", "facts-needed": "on"}
    yield "feedback:report_create", lambda: city.post(city.clerk, "feedback:report_create", facts, enterprise.uscc)
    report = ViolationReport.objects.latest
    yield "feedback:report_receive", lambda: city.post(city.credit, "feedback:report_receive", {}, report("pk").pk)
    further = {"facts": "已移送公安机关。", "evidence": SimpleUploadedFile("移送函.PDF", PDF)}
    supplement = "feedback:report_supplement"
    yield supplement, lambda: city.post(city.clerk, supplement, further, report("pk").pk)
    own, assign = {"assignee": city.officer.pk, "note": "由我核实。", "version": ""}, "feedback:report_assign"
    yield assign, lambda: city.post(city.officer, assign, own, report("pk").pk)
    yield "feedback:report_assign_several", lambda: _assign_several(city, city.officer, report("pk"))
    decision = {"outcome": ReportState.UNFOUNDED, "reason": "查无实据"}
    decided = {**decision, "version": digest_of(str(decision)), "checked": "true"}
    yield (
        "feedback:report_decide",
        lambda: city.post(
            city.officer,
            "feedback:report_decide",
            {**decided, "report_version": report("pk").version},
            report("pk").pk,
        ),
    )
    again = report_violation(enterprise=other, found_on=timezone.localdate(), facts="虚开发票", by=city.clerk)
    withdrawal, withdraw = {"reason": "企业选错。"}, "feedback:report_withdraw"
    yield withdraw, lambda: city.post(city.clerk, withdraw, withdrawal, again.pk)
    for each in (other, revoked):
        log(each, city.clerk)
        revoke(each, city.officer)
    notice = Notice.objects.filter(department=city.clerk.department).latest("pk")
    yield "feedback:notice_read", lambda: city.post(city.clerk, "feedback:notice_read", {}, notice.pk)
    lost = lost_notice(city)
    yield "feedback:notice_acknowledge", lambda: city.post(city.clerk, "feedback:notice_acknowledge", {}, lost)
    ticked = {"notice": lost_notice(city)}
    unread = {"newest": notice.pk, "everything": "true"}
    yield "feedback:notices_acknowledge", lambda: city.post(city.clerk, "feedback:notices_acknowledge", ticked)
    yield "feedback:notices_read", lambda: city.post(city.clerk, "feedback:notices_read", unread)
    corrected = MeasureApplication.objects.latest("pk")
    yield (
        "feedback:application_acknowledge",
        lambda: city.post(city.clerk, "feedback:application_acknowledge", {"note": ""}, corrected.pk),
    )
    given = {"assignee": city.clerk.pk, "note": "", "version": ""}
    yield (
        "feedback:advice_assign",
        lambda: city.post(city.clerk, "feedback:advice_assign", given, StopAdvice.objects.latest("pk").pk),
    )
    yield "feedback:advice_assign_several", lambda: _assign_several(city, city.clerk, StopAdvice.objects.latest("pk"))
    answer = {"decision": "stopped", "stopped_on": today, "answer": ""}
    yield (
        "feedback:advice_detail",
        lambda: city.post(city.clerk, "feedback:advice_detail", answer, StopAdvice.objects.latest("pk").pk),
    )
    wrong = {**answer, "answer": "当日停止", "reason": "漏写说明"}
    yield (
        "feedback:answer_correct",
        lambda: city.post(city.clerk, "feedback:answer_correct", wrong, StopAdvice.objects.latest("pk").pk),
    )
    several = {**answer, "advice": [StopAdvice.objects.get(application__enterprise=other).pk]}
    yield "feedback:advice_answer", lambda: city.post(city.clerk, "feedback:advice_answer", several)
    yield (
        "feedback:answer_undo",
        lambda: city.post(city.clerk, "feedback:answer_undo", {}, several["advice"][0]),
    )
    content = {"applied_on": today, "description": "核定增值税发票用量。", "condition_met": "on"}
    eligible = {**content, "enterprise": [make_certified().pk, make_certified().pk]}
    yield (
        "feedback:opportunity_apply",
        lambda: city.post(city.clerk, "feedback:opportunity_apply", eligible, measure.pk),
    )
    yield from receiving_acts(city)
    month = open_month(city.clerk.department)
    seen = {"version": month.version}
    yield "feedback:month_confirm", lambda: city.post(city.clerk, "feedback:month_confirm", seen, month.pk)
    yield from api_acts(city)


def receiving_acts(city: City) -> Iterator[Act]:
    """What customs does with what a department has fed back, and the answer of the department."""
    officer, application = city.officer, log(make_certified(), city.clerk)
    several = {"newest": ApplicationReceipt.objects.latest("pk").pk, "everything": "true"}
    yield "feedback:receipts_receive", lambda: city.post(officer, "feedback:receipts_receive", several)
    again = log(make_certified(), city.clerk)
    yield "feedback:application_receive", lambda: city.post(officer, "feedback:application_receive", {}, again.pk)
    asked = {"question": "核定的用量是否已调整？"}
    yield "feedback:inquiry_create", lambda: city.post(officer, "feedback:inquiry_create", asked, application.pk)
    inquiry, answer = Inquiry.objects.latest, {"answer": "已按季度调整。"}
    own = {"assignee": city.clerk.pk, "note": "由我答复。", "version": ""}
    yield "feedback:inquiry_assign", lambda: city.post(city.clerk, "feedback:inquiry_assign", own, inquiry("pk").pk)
    yield "feedback:inquiry_assign_several", lambda: _assign_several(city, city.clerk, inquiry("pk"))
    yield "feedback:inquiry_detail", lambda: city.post(city.clerk, "feedback:inquiry_detail", answer, inquiry("pk").pk)
    yield "feedback:inquiry_read", lambda: city.post(officer, "feedback:inquiry_read", {}, inquiry("pk").pk)
    day = timezone.localdate().isoformat()
    absence = {"user": city.clerk.pk, "since": day, "until": day, "stand_in": ""}
    yield "staffing:absence_create", lambda: city.post(city.clerk, "staffing:absence_create", absence)
    yield (
        "staffing:absence_end",
        lambda: city.post(city.clerk, "staffing:absence_end", {}, Absence.objects.latest("pk").pk),
    )
    reason = {"reason": "办理时间短，便于推广。"}
    yield "feedback:typical_create", lambda: city.post(officer, "feedback:typical_create", reason, application.pk)
    yield "feedback:typical_withdraw", lambda: city.post(officer, "feedback:typical_withdraw", {}, application.pk)


def publicity_acts(city: City) -> Iterator[Act]:
    credit, application = city.credit, log(make_certified(), city.clerk)
    withdrawal = {"withdrawal_reason": "wrong", "withdrawal_note": "企业名称写错。"}
    yield "publicity:publication_create", lambda: publish(city)
    case = {"application": application.pk, "title": "退税快了", "body": "底气足了。"}
    yield "publicity:case_create", lambda: city.post(credit, "publicity:case_create", case)
    edited = {**case, "title": "办税更快"}
    yield "publicity:case_edit", lambda: city.post(credit, "publicity:case_edit", edited, the_case().pk)
    yield "publicity:case_publish", lambda: city.post(credit, "publicity:case_publish", {}, the_case().pk)
    yield (
        "publicity:publication_withdraw",
        lambda: city.post(credit, "publicity:publication_withdraw", withdrawal, Publication.objects.latest("pk").pk),
    )
    yield (
        "publicity:removal_submit",
        lambda: city.post(credit, "publicity:removal_submit", {}, Publication.objects.latest("pk").pk),
    )
    yield "publicity:case_withdraw", lambda: city.post(credit, "publicity:case_withdraw", withdrawal, the_case().pk)
    held = {"enterprises": [make_certified().pk], "reason": "企业更名手续办理中。"}
    yield "publicity:publication_hold", lambda: city.post(credit, "publicity:publication_hold", held)
    yield "publicity:hold_lift", lambda: city.post(credit, "publicity:hold_lift", {}, Hold.objects.latest("pk").pk)
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    yield "publicity:publication_create", lambda: publish(city, at=tomorrow)
    reason = {"reason": "改日公布。"}
    yield (
        "publicity:bulletin_close",
        lambda: city.post(credit, "publicity:bulletin_close", reason, Bulletin.objects.latest("pk").pk),
    )
    with override_settings(PUBLICATION_APPROVAL=True):
        yield "publicity:publication_create", lambda: publish(city)
    waiting = Bulletin.objects.latest("pk")
    version = {"version": waiting.approval_id}
    yield (
        "publicity:bulletin_approve",
        lambda: city.post(city.second, "publicity:bulletin_approve", version, waiting.pk),
    )


def publish(city: City, *, at: str = "") -> Any:
    """Prepare a bulletin of everybody who can be published, for a time or at once."""
    joining = publishable_standings().values_list("enterprise_id", flat=True)
    data = {"note": "公布联合激励对象名单。", "publish_at": at, "version": list_version(joining)}
    return city.post(city.credit, "publicity:publication_create", data)


def certificate_acts(city: City) -> Iterator[Act]:
    uscc, day = make_certified().uscc, {"day": timezone.localdate().isoformat()}
    yield "certificates:certificate_create", lambda: city.post(city.clerk, "certificates:certificate_create", day, uscc)
    yield "certificates_api:certificate_create", lambda: send(city, "certificates_api:certificate_create", day, uscc)
    key, prefix = SigningKey.new("example.gov.cn", SignatureType.COSIGNATURE), "certificates:checkpoint_"
    typed = {"department": city.officer.department_id, "public_key": str(key.verifier)}
    add = "admin:certificates_cosigningkey_add"
    yield add, lambda: city.post(city.system, add, typed)
    checkpoint = sign_checkpoint_of_today()
    assert checkpoint
    note = Note.parse(checkpoint.note)
    cosigned = note.with_signature(cosign(note.text, key, at=int(timezone.now().timestamp())))
    file = {"file": SimpleUploadedFile("checkpoint.cosigned", str(cosigned).encode())}
    yield f"{prefix}upload", lambda: city.post(city.officer, f"{prefix}upload", file, checkpoint.pk)
    passphrase = "荷花满池，明湖夏夜的星光与两岸蝉声"
    create, auditor = "certificates:cosigning_key_create", make_user(Role.AUDITOR)
    twice = {"key_password": passphrase, "key_password_again": passphrase}
    yield create, lambda: city.post(auditor, create, twice)
    opened = {"key_password": passphrase}
    yield f"{prefix}cosign", lambda: city.post(auditor, f"{prefix}cosign", opened, checkpoint.pk)
    keys = "admin:certificates_cosigningkey_changelist"
    ticked = {"action": "retire", "_selected_action": [CosigningKey.objects.earliest("pk").pk]}
    yield keys, lambda: city.post(city.system, keys, ticked)


def the_case() -> IncentiveCase:
    return IncentiveCase.objects.get()


def report_acts(city: City) -> Iterator[Act]:
    month = Period.of(PeriodKind.MONTH, timezone.localdate()).preceding
    with clock_at(datetime.combine(month.first, time(9))):
        make_certified()
    chosen = {"period": f"{month.kind}-{month.first}"}
    yield "reports:period_report_create", lambda: city.post(city.credit, "reports:period_report_create", chosen)
    make_requested_report(PeriodReportRequest.objects.latest("pk").pk)
    made, reason = PeriodReport.objects.latest, {"reason": "补登1次。"}
    yield (
        "reports:period_report_correct",
        lambda: city.post(city.credit, "reports:period_report_correct", reason, made("pk").pk),
    )
