"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import Department, User
from approvals.models import Approval
from approvals.policies import check_not_own, check_proposal_shown
from feedback.models import MeasureApplication
from foundation.days import check_past_day
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from publicity.limits import has_filed_too_often
from publicity.models import Bulletin, Hold, IncentiveCase, Objection, Publication, UsedChallenge
from publicity.states import Subject
from reorganisations.succession import department_in_place_of
from roster.models import Certification, Enterprise

# Nothing was published before the first plan was issued.
FIRST_DAY = date(2019, 7, 10)
# A publication is scheduled for a time within so many days.
LONGEST_WAIT = timedelta(days=30)
NOUN = "名单"
LATER = "请明天再提交，或致电市发展改革委。"


def check_may_prepare() -> None:
    """Require that no bulletin waits for its approval or its time."""
    if bulletin := Bulletin.objects.open().select_related("prepared_by").first():
        raise ActionDenied(
            f"{bulletin.prepared_by}编制的名单{bulletin.get_state_display()}，请先批准、退回或取消，再编制下一份。"
        )


def check_publish_at(publish_at: datetime | None) -> None:
    """Require a time in the future, within LONGEST_WAIT; None is at once."""
    if publish_at is None:
        return
    now = timezone.now()
    if publish_at <= now:
        raise ActionDenied("定时公布的时间已过，请改为以后的时间，或不填时间，立即公布。")
    if publish_at > now + LONGEST_WAIT:
        raise ActionDenied(f"定时公布的时间须在{LONGEST_WAIT.days}天以内，请改为较早的时间。")


def check_publishable_still(chosen: Collection[int], publishable: Collection[Enterprise]) -> None:
    """Require that all chosen enterprises can be published: eligible, not public, not held (plan §2, §3)."""
    others = set(chosen) - {enterprise.pk for enterprise in publishable}
    if others:
        some = Enterprise.objects.filter(pk__any_of=others)[:3]
        names = "、".join(str(enterprise) for enterprise in some) or "选择的企业"
        rest = f"等{len(others)}家" if len(others) > len(some) else ""
        raise ActionDenied(
            f"{names}{rest}目前不能公布：已不是联合激励对象、已经公布，或已列为暂不公布。请核对现在的名单后再公布。"
        )


def check_something_changed(joining: Collection[object], changed: Collection[object] = ()) -> None:
    """Require an enterprise that joins, has left or changed since the last bulletin."""
    if not (joining or changed or Publication.objects.left().exists() or Publication.objects.changed().exists()):
        raise ActionDenied("自上次公布以来没有新增、变更和移出，无须公布。")


def check_may_approve(bulletin: Bulletin, *, expected_version: str, user: User) -> Approval:
    """Return the pending approval; require that the page showed it, and another user than the proposer."""
    approval = check_proposal_shown(bulletin.approval, expected_version=expected_version, noun=NOUN)
    check_not_own(approval, user, noun=NOUN)
    return approval


def check_may_close(bulletin: Bulletin, *, expected_version: str) -> Approval | None:
    """Require a bulletin that waits for its time, or for the approval that the page showed; return that approval."""
    if bulletin.is_waiting:
        return check_proposal_shown(bulletin.approval, expected_version=expected_version, noun=NOUN)
    if not bulletin.is_open:
        raise ActionDenied(f"该名单{bulletin.get_state_display()}，不能再退回或取消。")
    return None


def check_may_hold(enterprise: Enterprise) -> None:
    """Require an enterprise that is neither public nor held, and was once on a roster."""
    if Publication.objects.in_force().filter(enterprise=enterprise).exists():
        raise ActionDenied("已经公布，不能列为暂不公布；须移出的，请在“已公布”中撤下。")
    if Hold.objects.in_force().filter(enterprise=enterprise).exists():
        raise ActionDenied("已列为暂不公布。")


def check_may_lift(hold: Hold) -> None:
    """Require a hold in force."""
    if hold.lifted_at:
        day = chinese_date(timezone.localdate(hold.lifted_at))
        raise ActionDenied(f"{hold}的暂不公布已由{hold.lifted_by}于{day}解除。")


def check_may_withdraw(publication: Publication) -> None:
    """Require a publication in force."""
    if publication.withdrawn_at:
        day = chinese_date(timezone.localdate(publication.withdrawn_at))
        raise ActionDenied(f"{publication}已于{day}撤下（{publication.get_withdrawal_reason_display()}）。")
    if publication.ended_at:
        raise ActionDenied(f"{publication}已失去资格，平台已自动移出，无须撤下。")


def check_may_submit_removal(publication: Publication) -> None:
    """Require a publication that is over and whose deletion was not submitted to search engines yet."""
    if publication.left_at is None:
        raise ActionDenied(f"{publication}现在仍在公布名单中，其网页不能提交删除。")
    if publication.removal_submitted_at:
        day = chinese_date(timezone.localdate(publication.removal_submitted_at))
        raise ActionDenied(f"{publication}的网页已由{publication.removal_submitted_by}于{day}登记为已提交。")


def check_publishable(application: MeasureApplication) -> None:
    """Require an application that is not cancelled and benefits no natural person."""
    if application.cancelled_at:
        raise ActionDenied(f"{application.version.in_sentence}的措施实施已撤销，不能作为案例。")
    if application.benefits_person:
        raise ActionDenied(f"{application.version.in_sentence}的受益人是自然人，其个人信息一律不公开，不能作为案例。")


def check_may_withdraw_case(case: IncentiveCase) -> None:
    """Require a published case."""
    if case.published_at is None:
        raise ActionDenied(f"案例“{case}”目前没有公布，无需撤下。")


def check_may_publish_case(application: MeasureApplication) -> None:
    """Require an application that may be in a public case, and an enterprise that is public now."""
    check_publishable(application)
    if not Publication.objects.visible().filter(enterprise=application.enterprise).exists():
        raise ActionDenied(f"{application.enterprise}目前不在公布名单中，案例不能公布。请先公布该企业。")


def check_received_on(day: date) -> None:
    """Require a day that is neither in the future nor before anything was published."""
    check_past_day(day, label="收到日期", earliest=FIRST_DAY, since="行动计划的印发日期")


def check_may_object(
    subject: str, enterprise: Enterprise | None, case: IncentiveCase | None, office: Department | None
) -> None:
    """Require a case where one is objected to, an office in charge of a certification, and no office otherwise."""
    if subject == Subject.CASE and case is None:
        raise ActionDenied("反映联合激励案例的，请选择所涉案例。")
    if office and subject != Subject.CERTIFICATION:
        raise ActionDenied("只有反映海关高级认证的，才选择由哪个海关核实，请改选反映事项或清除所选的海关。")
    if subject == Subject.CERTIFICATION and office_in_charge(enterprise, office) is None:
        raise ActionDenied("平台没有该企业的认证记录，请核对企业，或选择由哪个海关核实。")


def office_in_charge(enterprise: Enterprise | None, office: Department | None) -> Department | None:
    """Return the office that was chosen, or the one that certified the enterprise last; None where neither is known.

    In the place of a closed office is the one that succeeded it; without one, the office that certified before it.
    """
    if office or enterprise is None:
        return office
    certifications = Certification.objects.filter(enterprise=enterprise).order_by("-pk").select_related("office")
    offices = (department_in_place_of(certification.office) for certification in certifications)
    return next(filter(None, offices), None)


def check_may_answer(objection: Objection) -> None:
    """Require an objection that was not answered."""
    if not objection.is_waiting:
        day = chinese_date(timezone.localdate(objection.answered_at))
        raise ActionDenied(f"该异议已由{objection.answered_by}于{day}答复。")


def check_sent_again(used: UsedChallenge, sha256: str) -> Objection:
    """Return the objection that the same request filed; require that the challenge was not used for another."""
    if used.objection is None or used.sha256 != sha256:
        raise ActionDenied("验证码已经用过，请按新的验证码作答后再提交。")
    return used.objection


def check_may_file(enterprise: Enterprise | None, enterprise_name: str, address: str | None) -> None:
    """Require that neither about the enterprise nor from the address too many objections were filed today.

    An enterprise that the platform does not know is told from others by its name as stated.
    """
    if enterprise or enterprise_name:
        about = {"enterprise": enterprise} if enterprise else {"enterprise_name": enterprise_name}
        if Objection.objects.filed_today().filter(**about).count() >= settings.OBJECTIONS_ABOUT_ENTERPRISE_PER_DAY:
            raise ActionDenied(f"今天网上反映该企业的异议已满{settings.OBJECTIONS_ABOUT_ENTERPRISE_PER_DAY}件，{LATER}")
    if has_filed_too_often(address):
        raise ActionDenied(f"您所在的网络今天已提交{settings.OBJECTIONS_FROM_ADDRESS_PER_DAY}件异议，{LATER}")


def check_may_give_opinion(objection: Objection, user: User) -> None:
    """Require an objection that waits, about an enterprise of the user's office, which has said nothing yet."""
    check_may_answer(objection)
    if objection.office is None or objection.office != user.department or objection.office == objection.in_charge:
        raise ActionDenied("该异议不需要贵单位提出意见：由贵单位答复，或者不涉及贵单位的企业。")
    if objection.opinion:
        day = chinese_date(timezone.localdate(objection.opinion_at))
        raise ActionDenied(f"{objection.opinion_by}已于{day}提出意见。")


def check_may_mark(objection: Objection, *, is_marked: bool) -> None:
    """Require an objection that waits, about an entry of the public list, and that it is not so yet."""
    check_may_answer(objection)
    if not objection.is_about_entry:
        raise ActionDenied("只有反映名单公布、海关高级认证，并且平台有其记录的企业，才能标注异议。")
    if is_marked == bool(objection.marked_at):
        raise ActionDenied("该企业已经标注异议。" if is_marked else "该企业没有标注异议。")
