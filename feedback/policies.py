"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Department, User
from feedback.models import MeasureApplication
from foundation.days import check_past_day
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import Beneficiary, EffectKind, Measure, MeasureKind, MeasureVersion
from roster.models import Enterprise
from screening.models import Standing

# How long an application may be undone after it was logged, and an answer after it was given.
UNDO_TIME = timedelta(minutes=15)


@dataclass(frozen=True)
class ApplicationChoices:
    """The choices of the department where the measure leaves a choice.

    `kind`: "" where the version allows one only. `sub_item`: its number, 0 where there are none. `condition_met`: the
    department confirms that the enterprise meets the version's condition. `benefits_person`: whether a natural person
    benefits, None where the measure settles it.
    """

    kind: str = ""
    sub_item: int = 0
    condition_met: bool = False
    benefits_person: bool | None = None


@dataclass(frozen=True)
class ApplicationDetails:
    """What the department may state beside: the last day, its business number, a contact, the effect in figures.

    `backfill_reason`: why an application of a day of which the platform knows nothing is logged all the same (补登).
    `competition` is where the enterprise was preferred, which only a tie-break has. EffectKind names the figures.
    """

    applied_until: date | None = None
    competition: str = ""
    backfill_reason: str = ""
    business_number: str = ""
    contact: str = ""
    days_saved: int | None = None
    amount: Decimal | None = None
    inspections_avoided: int | None = None


NO_DETAILS = ApplicationDetails()


def check_kind(version: MeasureVersion, kind: str) -> None:
    """Require a kind that the version allows; none need be chosen where it allows only one."""
    if not kind and len(version.kinds) > 1:
        raise ActionDenied(f"{version.in_sentence}可以{version.kinds_text}，请选择类型。")
    if kind and kind not in version.kinds:
        raise ActionDenied(f"{version.in_sentence}的类型是{version.kinds_text}，请改选类型。")


def check_sub_item(version: MeasureVersion, sub_item: int) -> None:
    """Require one of the version's sub-items, and none where it has none."""
    if version.sub_items and not 1 <= sub_item <= len(version.sub_items):
        raise ActionDenied(f"{version.in_sentence}有{len(version.sub_items)}个分项，请选择适用的分项。")
    if sub_item and not version.sub_items:
        raise ActionDenied(f"{version.in_sentence}没有分项，请不要选择分项。")


def check_condition(version: MeasureVersion, condition_met: bool) -> None:
    """Require that the department confirms the version's condition."""
    if version.condition and not condition_met:
        raise ActionDenied(
            f"{version.in_sentence}的适用条件是“{version.condition}”，请核实企业符合后勾选；不符合的，不能登记。"
        )


def check_beneficiary(version: MeasureVersion, benefits_person: bool | None) -> None:
    """Require a beneficiary where the measure leaves the choice, and none that contradicts the measure elsewhere."""
    if version.beneficiary == Beneficiary.EITHER:
        if benefits_person is None:
            raise ActionDenied(f"{version.in_sentence}的受益人可以是企业，也可以是自然人，请选择受益人。")
    elif benefits_person not in (None, version.beneficiary == Beneficiary.PERSON):
        raise ActionDenied(f"{version.in_sentence}的受益人是{version.get_beneficiary_display()}，请改选受益人。")


def resolve_choices(version: MeasureVersion, choices: ApplicationChoices) -> ApplicationChoices:
    """Complete the choices by those that the version settles. Raises ActionDenied for one that it does not allow."""
    check_kind(version, choices.kind)
    check_sub_item(version, choices.sub_item)
    check_condition(version, choices.condition_met)
    check_beneficiary(version, choices.benefits_person)
    settled = version.beneficiary == Beneficiary.PERSON
    return ApplicationChoices(
        kind=choices.kind or version.kinds[0],
        sub_item=choices.sub_item,
        condition_met=bool(version.condition),
        benefits_person=settled if choices.benefits_person is None else choices.benefits_person,
    )


def check_competition(version: MeasureVersion, kind: str, competition: str) -> None:
    """Require the competition in which a tie-break preferred the enterprise, and none elsewhere."""
    if kind == MeasureKind.TIE_BREAK and not competition:
        raise ActionDenied(f"{version.in_sentence}是同等条件下优先，请写明竞争事项。")
    if competition and kind != MeasureKind.TIE_BREAK:
        raise ActionDenied(f"{version.in_sentence}不是同等条件下优先，请不要填写竞争事项。")


def check_figures(version: MeasureVersion, details: ApplicationDetails) -> None:
    """Require that the measure has each stated figure."""
    for kind in EffectKind:
        if getattr(details, kind.value) is not None and kind not in version.effects:
            raise ActionDenied(f"{version.in_sentence}没有“{kind.label}”这项效果指标，请不要填写。")


def check_last_day(enterprise: Enterprise, kind: str, *, applied_on: date, applied_until: date | None) -> None:
    """Require a last day that is not before the first, on which the enterprise was still eligible.

    A standing measure is stopped instead.
    """
    if applied_until is None:
        return
    if kind == MeasureKind.STANDING:
        raise ActionDenied("持续适用的措施不填“实施至”，停止适用时另行登记停止日期。")
    check_past_day(applied_until, label="“实施至”的日期", earliest=applied_on, since="实施日期")
    standing = enterprise.standings.standing_on(applied_until).first()
    if standing and not standing.is_eligible:
        raise ActionDenied(f"{enterprise}在{chinese_date(applied_until)}不是联合激励对象，请改填此前的日期。")


def check_details(
    enterprise: Enterprise,
    version: MeasureVersion,
    choices: ApplicationChoices,
    details: ApplicationDetails,
    *,
    applied_on: date,
) -> None:
    """Require details that fit the measure, the resolved choices and the enterprise."""
    check_competition(version, choices.kind, details.competition)
    check_figures(version, details)
    check_last_day(enterprise, choices.kind, applied_on=applied_on, applied_until=details.applied_until)


def check_not_running(
    *,
    enterprise: Enterprise,
    measure: Measure,
    department: Department,
    choices: ApplicationChoices,
    other_than: MeasureApplication | None = None,
) -> None:
    """Require that no application of the standing measure and sub-item runs for the enterprise beside (running_beside).

    `other_than` is the application that is corrected.
    """
    if choices.kind != MeasureKind.STANDING:
        return
    running = MeasureApplication.objects.running_beside(
        enterprise=enterprise, measure=measure, department=department, sub_item=choices.sub_item
    )
    if other_than:
        running = running.exclude(pk=other_than.pk)
    if same := running.select_related("in_charge").first():
        sub_item = f"的分项（{choices.sub_item}）" if choices.sub_item else ""
        applied_on, title = chinese_date(same.applied_on), same.version.in_sentence
        runs = f"{department}自{applied_on}起已对{enterprise}持续适用{title}{sub_item}"
        if same.in_charge != department:
            raise ActionDenied(
                f"{runs}，现由{same.in_charge}承办，尚未停止，不能重复登记；须由{same.in_charge}先停止。"
            )
        raise ActionDenied(f"{runs}，尚未停止，不能重复登记；有新的材料，可以补充到该项。")


def check_may_apply(
    *,
    enterprise: Enterprise,
    measure: Measure,
    version: MeasureVersion | None,
    department: Department,
    applied_on: date,
    backfill_reason: str = "",
) -> Standing | None:
    """Require a measure of the department that is in force on the day, and an enterprise eligible on it (plan §2).

    Return its standing on the day: None for a day of which the platform knows nothing, which needs a reason.
    """
    plan = measure.section.plan
    check_past_day(applied_on, label="实施日期", earliest=plan.issued_on, since="行动计划的印发日期")
    if version is None:
        raise ActionDenied(f"{measure}在{chinese_date(applied_on)}没有有效的文本，不能登记。")
    if not version.is_in_force:
        raise ActionDenied(
            f"{version.in_sentence}自{chinese_date(version.in_force_from)}起{version.get_status_display()}"
            f"（{version.legal_basis}），{chinese_date(applied_on)}不能登记。"
        )
    if department not in version.departments.all():
        raise ActionDenied(f"{version.in_sentence}由{version.responsible}实施，{department}不能登记。")
    standing: Standing | None = enterprise.standings.standing_on(applied_on).first()
    day = chinese_date(applied_on)
    if standing is None:
        if not backfill_reason:
            raise ActionDenied(
                f"{enterprise}在{day}尚无激励资格，不能登记措施。平台当日没有该企业的记录，当时确已实施的，请填写补登理由。"
            )
        return None
    if backfill_reason:
        raise ActionDenied(
            f"平台有{enterprise}在{day}的资格记录（{standing.get_state_display()}），请删去补登理由后登记。"
        )
    if not standing.is_eligible:
        raise ActionDenied(
            f"{enterprise}在{chinese_date(applied_on)}为“{standing.get_state_display()}”，不是联合激励对象，不能登记措施。"
        )
    return standing


def check_never_applied(enterprise: Enterprise, measure: Measure, department: Department) -> None:
    """Require that the department never applied the measure; one that runs is refused as for any application."""
    applied = MeasureApplication.objects.filter(measure=measure, enterprise=enterprise)
    had, has = (rows.of_department(department).exists() for rows in (applied.not_cancelled(), applied.running()))
    if had and not has:
        raise ActionDenied(f"{department}已对其适用过这项措施，再次适用的请在企业页面登记。")


def is_just_now(moment: datetime) -> bool:
    """Whether what was done at the moment may still be undone."""
    return timezone.now() - moment <= UNDO_TIME


def check_may_change(application: MeasureApplication, user: User) -> None:
    """Require an application of the user's department that is not cancelled."""
    if (in_charge := application.in_charge) != user.department:
        raise ActionDenied(f"该措施实施由{in_charge}承办，{user.department}不能更正、停止或撤销。")
    if application.cancelled_at:
        day = chinese_date(timezone.localdate(application.cancelled_at))
        raise ActionDenied(f"该措施实施已撤销（{day}），不能再更正、停止或撤销。")


def check_may_undo(application: MeasureApplication, user: User) -> None:
    """Require an application that the department logged just now, and that nothing has followed."""
    check_may_change(application, user)
    if not is_just_now(application.logged_at):
        raise ActionDenied("登记已满15分钟，不能撤回；确系误登的，请办理撤销并写明理由。")
    if application.changes.exists() or application.stop_advice.exists():
        raise ActionDenied("该登记已有后续办理，不能撤回；确系误登的，请办理撤销并写明理由。")


def check_may_acknowledge(application: MeasureApplication, user: User) -> None:
    """Require a corrected standing that the user's department has to acknowledge, and has not yet.

    An application concerns its department and 市发展改革委.
    """
    if (in_charge := application.in_charge) != user.department and not user.own_department.is_lead:
        raise ActionDenied(f"该措施实施由{in_charge}承办，由{in_charge}和市发展改革委知悉。")
    this = MeasureApplication.objects.filter(pk=application.pk)
    if not this.standing_corrected().exists():
        raise ActionDenied("该措施实施的当日资格现未经更正，无需知悉。")
    if not this.to_acknowledge(user.department).exists():
        raise ActionDenied(f"{user.department}已知悉这次更正。")


def check_reason(reason: str) -> None:
    """Require a reason for the change."""
    if not reason.strip():
        raise ActionDenied("请填写理由。")


def check_content_shown(application: MeasureApplication, expected_version: str) -> None:
    """Require that nothing changed the application after the page of this version showed it."""
    if application.content_version != expected_version:
        raise ActionDenied(f"您打开页面之后，该项措施实施已有变动{_last_of(application)}，请核对现在的内容后再提交。")


def _last_of(application: MeasureApplication) -> str:
    """The last change and who made it, in brackets; "" without any."""
    last = application.changes.select_related("changed_by").last()
    return f"（{last.changed_by}：{last.get_act_display()}）" if last else ""


def check_correction(
    before: dict[str, Any], after: dict[str, Any], *, stopped_on: date | None, changes_evidence: bool
) -> None:
    """Require that something changes, and that the day is not after the stop."""
    if before == after and not changes_evidence:
        raise ActionDenied("内容与现有记录相同，没有可更正的内容。")
    if stopped_on and after["applied_on"] > stopped_on:
        raise ActionDenied(
            f"实施日期{chinese_date(after['applied_on'])}晚于停止日期{chinese_date(stopped_on)}，请改正实施日期后再提交。"
        )


def check_may_stop(application: MeasureApplication, *, stopped_on: date) -> None:
    """Require a running application, and a day of the stop that is neither in the future nor before its day."""
    if application.stopped_on:
        raise ActionDenied(f"该措施已于{chinese_date(application.stopped_on)}停止。")
    if not application.is_running:
        raise ActionDenied("只有持续适用的措施可以停止。")
    check_stop_day(application, stopped_on)


def check_stop_day(application: MeasureApplication, stopped_on: date) -> None:
    """Require a day that is neither in the future nor before the application."""
    check_past_day(stopped_on, label="停止日期", earliest=application.applied_on, since="实施日期")
