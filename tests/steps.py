"""Steps of the tests, made by the portal's own actions: from a roster in force to a revocation."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from secrets import token_hex
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from blacklists.actions.blacklist_settings import FIELDS, change_blacklist
from blacklists.actions.effect_proposals import approve_proposal, propose_switch
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistImport
from feedback.actions.applications import log_application
from feedback.actions.follow import notify_standing_changes
from feedback.actions.measures import approve_and_notify
from feedback.models import MeasureApplication
from feedback.policies import ApplicationChoices
from incentives.actions import propose_change
from incentives.models import Beneficiary, Measure, MeasureChange, MeasureContent, MeasureVersion
from incentives.states import MeasureAct
from publicity.actions.bulletins import prepare_bulletin
from publicity.actions.objections import record_objection
from publicity.models import Bulletin, Objection
from publicity.states import Channel, ObjectorKind, Subject
from roster.actions.confirmations import confirm_roster
from roster.actions.list_rules import upload_rules
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise, ListRules, RosterSubmission
from roster.policies import RosterConfirmation
from screening.actions.decisions import decide_hits
from screening.actions.finishing import run_screening
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.models import Revocation, Screening, ScreeningHit
from screening.states import Decision
from tests.factories import make_department, make_user
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line, upload, xlsx

SignedIn = Callable[[User], Client]
AS_OF = date(2026, 6, 30)
AMENDED = "自调整之日起施行的文本。"


def publish_enterprises(*, enterprises: Iterable[Enterprise], by: User) -> Bulletin:
    """Return the bulletin by which these enterprises, which can be published, became public."""
    keys = [enterprise.pk for enterprise in enterprises]
    return prepare_bulletin(enterprises=keys, note="公布联合激励对象名单。", by=by)


def switch_blacklist(
    code: str, *, excludes: bool, by: User, document: str = "《某条例》", paragraph: str = "第九条"
) -> Blacklist:
    """Return the blacklist after one user proposed to switch its effect and a second one approved it."""
    basis = {"document": document, "paragraph": paragraph} if excludes else {}
    blacklist = Blacklist.objects.get(code=code)
    return approve_by_second(propose_switch(blacklist=blacklist, excludes=excludes, **basis, reason="会议纪要", by=by))


def set_entry_months(code: str, months: int | None, *, by: User) -> Blacklist:
    """Return the blacklist with this term of its entries; a second user approved a shorter one."""
    blacklist = Blacklist.objects.get(code=code)
    data = {**{field: getattr(blacklist, field) for field in FIELDS}, "entry_months": months}
    changed = change_blacklist(blacklist=blacklist, data=data, reason="会议纪要", by=by)
    return approve_by_second(changed) if changed.approval_id else changed


def approve_by_second(blacklist: Blacklist) -> Blacklist:
    """Return the blacklist after a second credit administrator approved its proposal."""
    version = str(blacklist.approval_id)
    return approve_proposal(blacklist=blacklist, expected_version=version, by=make_user(Role.CREDIT))


def run_screenings() -> None:
    """Run every waiting screening, as a worker would."""
    for pk in Screening.objects.unfinished().order_by("pk").values_list("pk", flat=True):
        run_screening(pk)


def preview(
    officer: User,
    lines: Sequence[Sequence[str]],
    *,
    mode: str = "full",
    as_of: date = AS_OF,
    head: Sequence[str] = ROSTER_HEAD,
) -> RosterSubmission:
    """Return a roster that is received, read and waits for its confirmation."""
    submission, _ = receive_roster(upload=upload(xlsx(head, lines)), mode=mode, as_of=as_of, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    return submission


def full_confirmation(submission: RosterSubmission) -> RosterConfirmation:
    """Return the confirmation of everything that the submission has to confirm."""
    removal = list(submission.removals.values_list("uscc", flat=True))
    return RosterConfirmation(
        reasons=dict.fromkeys(removal, "不再符合标准"), problems_verified=True, removed_count=len(removal)
    )


def put_in_force(
    officer: User,
    lines: Sequence[Sequence[str]],
    *,
    mode: str = "full",
    as_of: date = AS_OF,
    head: Sequence[str] = ROSTER_HEAD,
) -> RosterSubmission:
    """Return a roster that is confirmed and screened."""
    submission = preview(officer, lines, mode=mode, as_of=as_of, head=head)
    confirmed = confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)
    run_screenings()
    return confirmed


def read_entries(
    credit: User,
    code: str,
    lines: Sequence[Sequence[str]],
    *,
    mode: str = "full",
    as_of: date = AS_OF,
    head: Sequence[str] = BLACKLIST_HEAD,
) -> BlacklistImport:
    """Return a file of a blacklist that is received, read and waits for its confirmation."""
    content = xlsx(head, lines, title=f"{code}（截至{as_of}）")
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=code), upload=upload(content), mode=mode, as_of=as_of, by=credit
    )
    process_import(received.pk)
    received.refresh_from_db()
    return received


def list_entries(
    credit: User,
    code: str,
    lines: Sequence[Sequence[str]],
    *,
    mode: str = "full",
    as_of: date = AS_OF,
    head: Sequence[str] = BLACKLIST_HEAD,
    compare: bool = True,
) -> BlacklistImport:
    """Return a confirmed file of a blacklist; run the screenings unless `compare` is false."""
    received = read_entries(credit, code, lines, mode=mode, as_of=as_of, head=head)
    confirmed = confirm_import(submission=received, ended_count=received.ended_count, problems_verified=True, by=credit)
    if compare:
        run_screenings()
    return confirmed


def push_file(
    credit: User, code: str, content: bytes, *, mode: str = "changes", as_of: date = AS_OF, name: str = "entries.json"
) -> BlacklistImport:
    """Return a pushed file that is read and, unless it is held for a person, confirmed."""
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=code),
        upload=upload(content, name),
        mode=mode,
        as_of=as_of,
        automatic=True,
        by=credit,
    )
    process_import(received.pk)
    received.refresh_from_db()
    return received


def versions_of(*hits: ScreeningHit) -> dict[int, str]:
    """Return the versions of the hits as these objects have them."""
    return {hit.pk: hit.version for hit in hits}


def version_fields(*hits: ScreeningHit) -> dict[str, str]:
    """Return the version fields that a page with these hits sends, from the database."""
    return {f"version-{hit.pk}": ScreeningHit.objects.get(pk=hit.pk).version for hit in hits}


def possible_matches(officer: User, credit: User, *serials: int) -> list[ScreeningHit]:
    """Return one possible match by name for each of these enterprises, which stay eligible meanwhile."""
    put_in_force(officer, [roster_line(serial) for serial in serials])
    entries = [blacklist_line(f"济南泺岬{serial:04d}进出口有限公司") for serial in serials]
    list_entries(credit, "court-defaulters", entries)
    return list(ScreeningHit.objects.order_by("enterprise__uscc"))


def decide_hit(*, hit: ScreeningHit, decision: Decision, reason: str, by: User) -> ScreeningHit:
    """Decide one hit in the version that the object has."""
    return decide_hits(hits=[hit], expected_versions=versions_of(hit), decision=decision, reason=reason, by=by).rows[0]


def clerk_of(code: str) -> User:
    """Return a clerk of the department."""
    return make_user(Role.DEPARTMENT, department=make_department(code))


def any_choices(measure: Measure, on: date | None = None) -> ApplicationChoices:
    """Return choices that the measure allows: its first kind, its first sub-item, an enterprise as beneficiary."""
    version = measure.version_on(on or timezone.localdate())
    return ApplicationChoices(
        kind=version.kinds[0],
        sub_item=1 if version.sub_items else 0,
        condition_met=True,
        benefits_person=version.beneficiary == Beneficiary.PERSON,
    )


def log(enterprise: Enterprise, by: User, *, number: int = 31, on: date | None = None) -> MeasureApplication:
    """Return the application of a measure, logged for today or for the given day."""
    measure = Measure.objects.get(number=number)
    return log_application(
        enterprise=enterprise,
        measure=measure,
        applied_on=on or timezone.localdate(),
        description="核定增值税发票用量。",
        choices=any_choices(measure, on),
        by=by,
    )


def amend(
    number: int, *, in_force_from: date, by: User, legal_basis: str = "某文", wording: str = AMENDED, **changes: Any
) -> MeasureVersion:
    """Return the amendment of a measure from the day on: its newest version with these changes."""
    content = {**Measure.objects.get(number=number).newest.content, "wording": wording, **changes}
    return change_measure(
        number, MeasureAct.AMEND, content=content, in_force_from=in_force_from, by=by, legal_basis=legal_basis
    )


def change_measure(number: int, act: MeasureAct, **change: Any) -> MeasureVersion:
    """Return the version that an act on the measure of this number, the only one, writes or withdraws."""
    return act_on(Measure.objects.get(number=number), act, **change)


def act_on(
    measure: Measure,
    act: MeasureAct,
    *,
    in_force_from: date,
    by: User,
    legal_basis: str = "某文",
    content: dict[str, Any] | None = None,
) -> MeasureVersion:
    """Return the version that an act on a measure writes or withdraws, after another administrator approved it."""
    newest = measure.newest
    change = MeasureChange(
        act=act,
        in_force_from=in_force_from.isoformat(),
        legal_basis=legal_basis,
        content=MeasureContent(**(content or newest.content)),
    )
    measure = propose_change(measure=measure, change=change, expected_version=str(newest.pk), by=by)
    return approve_and_notify(measure=measure, expected_version=str(measure.approval_id), by=make_user(Role.SYSTEM))


def revoke(enterprise: Enterprise, by: User | None = None) -> Revocation:
    """Return a revocation from today on, with its notices and stop advice, as the worker makes them."""
    revocation = revoke_enterprise(
        enterprise=enterprise,
        reason="虚开增值税专用发票",
        document_number="泉关企管〔2026〕8号",
        effective_on=timezone.localdate(),
        by=by or make_user(Role.CUSTOMS),
    )
    notify_standing_changes()
    return revocation


def restore(revocation: Revocation) -> Revocation:
    """Return the revocation after it ended today."""
    return restore_enterprise(
        revocation=revocation,
        reason="复议撤销原决定",
        document_number="泉关企管〔2026〕9号",
        restored_on=timezone.localdate(),
        by=make_user(Role.CUSTOMS),
    )


def make_objection(by: User, **stated: Any) -> Objection:
    """Return an objection about the public list as the credit desk records it today; `stated` differs from it."""
    objection = {
        "channel": Channel.PHONE,
        "received_on": timezone.localdate(),
        "subject": Subject.PUBLICATION,
        "enterprise": None,
        "enterprise_name": "济南汀岚进出口有限公司",
        "case": None,
        "office": None,
        "body": "名单中没有我公司。",
        "objector_kind": ObjectorKind.ENTERPRISE,
        "objector_name": "济南汀岚进出口有限公司办公室",
        "objector_contact": "0531-66600000",
        "code": token_hex(8),
    }
    return record_objection(**{**objection, **stated}, by=by)


def make_rules(by: User, **stated: Any) -> ListRules:
    """Return rules of the officer's office that are in force since 2019; `stated` differs from it."""
    rules = {
        "title": f"{by.department}联合激励对象名单管理办法",
        "document_number": "（演示）企管〔2019〕1号",
        "issued_on": date(2019, 7, 20),
        "in_force_from": date(2019, 8, 1),
        "file": SimpleUploadedFile("办法.PDF", b"%PDF-1.7\n%%EOF\n"),
    }
    return upload_rules(**{**rules, **stated}, by=by)
