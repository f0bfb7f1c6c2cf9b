"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication
from foundation.days import check_past_day
from foundation.denials import ActionDenied, Several, allowed_among
from foundation.web.dates import chinese_date
from publicity.models import IncentiveCase, Objection, Publication
from publicity.states import Subject
from reorganisations.succession import department_in_place_of
from roster.models import Certification, Enterprise

# Nothing was published before the first plan was issued.
FIRST_DAY = date(2019, 7, 10)


def publishable_among(enterprises: Collection[Enterprise]) -> Several[Enterprise]:
    """Return those that are eligible now and were not withdrawn (plan §2, §3), and why the others can not be published.

    Raises ActionDenied where none can.
    """
    if not enterprises:
        raise ActionDenied("请先勾选要公布的企业。")
    withdrawn = {
        publication.enterprise_id: publication
        for publication in Publication.objects.withdrawn().filter(enterprise__in=enterprises)
    }

    def check_not_withdrawn(enterprise: Enterprise) -> None:
        if publication := withdrawn.get(enterprise.pk):
            raise ActionDenied(f"{_withdrawn_text(publication)}，须在“已撤下”中单独重新公布。")

    return allowed_among(enterprises, check_eligible, check_not_withdrawn)


def check_eligible(enterprise: Enterprise) -> None:
    """Require that the enterprise, which has its standing, is eligible now (plan §3)."""
    if not (enterprise.standing and enterprise.standing.is_eligible):
        raise ActionDenied("目前不是联合激励对象，不能公布。")


def check_may_withdraw(publication: Publication) -> None:
    """Require a publication in force."""
    if publication.withdrawn_at:
        raise ActionDenied(f"{publication}{_withdrawn_text(publication)}。")


def check_may_publish_again(publication: Publication) -> None:
    """Require that this publication was withdrawn, and that the enterprise was not published since."""
    if not Publication.objects.withdrawn().filter(pk=publication.pk).exists():
        raise ActionDenied(f"{publication}没有被撤下，或已经重新公布。")


def _withdrawn_text(publication: Publication) -> str:
    day = chinese_date(timezone.localdate(publication.withdrawn_at))
    return f"已于{day}撤下（{publication.get_withdrawal_reason_display()}）"


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
