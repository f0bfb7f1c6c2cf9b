"""Whether an amendment is possible now. A check raises ActionDenied with the message that the page shows."""

from datetime import date, timedelta

from django.utils import timezone

from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import MeasureContent, MeasureVersion

# Laws come into force within months of their publication; a later day has a typing error in the year.
LONGEST_NOTICE = timedelta(days=3 * 365)


def check_may_amend(newest: MeasureVersion, content: MeasureContent, *, legal_basis: str, in_force_from: date) -> None:
    """Require that an amendment starts after the newest version, has a legal basis and differs from it (plan §5).

    It must start within three years, because a later day would prevent every other amendment until then. Raises
    ActionDenied.
    """
    if in_force_from > timezone.localdate() + LONGEST_NOTICE:
        raise ActionDenied(f"施行日期{chinese_date(in_force_from)}在三年以后，请改正施行日期后再提交。")
    if in_force_from <= newest.in_force_from:
        raise ActionDenied(
            f"施行日期须晚于现有最新文本的施行日期{chinese_date(newest.in_force_from)}，请核对依据文件后重新填写。"
        )
    if not content["wording"].strip():
        raise ActionDenied("请填写修订后的措施文本。")
    if not legal_basis.strip():
        raise ActionDenied("请填写修订所依据的文件及文号。")
    if not content["kinds"]:
        raise ActionDenied("请选择修订后的类型。")
    if not content["short_title"].strip():
        raise ActionDenied("请填写修订后的简称。")
    if not content["departments"]:
        raise ActionDenied("请选择修订后的责任单位。")
    if (newest.content, newest.legal_basis) == (content, legal_basis):
        raise ActionDenied("修订后的内容和依据都与现有最新文本相同，没有可修订的内容。")
