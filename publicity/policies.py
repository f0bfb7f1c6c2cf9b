"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from collections.abc import Iterable

from feedback.models import MeasureApplication
from foundation.denials import ActionDenied
from incentives.models import Beneficiary
from publicity.models import Publication
from roster.models import Enterprise

NAMED_IN_MESSAGE = 5


def check_may_publish(enterprises: Iterable[Enterprise]) -> None:
    """Require at least one enterprise, and that all of them are eligible now (plan §2, §3)."""
    enterprises = list(enterprises)
    if not enterprises:
        raise ActionDenied("请先勾选要公布的企业。")
    not_eligible = [
        enterprise for enterprise in enterprises if not (enterprise.standing and enterprise.standing.is_eligible)
    ]
    if not_eligible:
        names = "、".join(enterprise.name for enterprise in not_eligible[:NAMED_IN_MESSAGE]) + (
            "等" if len(not_eligible) > NAMED_IN_MESSAGE else ""
        )
        raise ActionDenied(f"{names}目前不是联合激励对象，不能公布。请刷新后重新勾选。")


def check_publishable(application: MeasureApplication) -> None:
    """Require an application that is not cancelled and benefits no natural person.

    Measures 35 and 37 always benefit a person, 39 where a person is honoured.
    """
    if application.cancelled_at:
        raise ActionDenied(f"{application.measure.in_sentence}的措施实施已撤销，不能作为案例。")
    if application.benefits_person or application.measure.beneficiary == Beneficiary.PERSON:
        raise ActionDenied(f"{application.measure.in_sentence}的受益人是自然人，其个人信息一律不公开，不能作为案例。")


def check_may_publish_case(application: MeasureApplication) -> None:
    """Require an application that may be in a public case, and an enterprise that is public now."""
    check_publishable(application)
    if not Publication.objects.visible().filter(enterprise=application.enterprise).exists():
        raise ActionDenied(f"{application.enterprise}目前不在公布名单中，案例不能公布。请先公布该企业。")
