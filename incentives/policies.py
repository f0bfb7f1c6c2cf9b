"""Whether an amendment is possible now. A check raises ActionDenied with the message that the page shows."""

from datetime import timedelta

from django.utils import timezone

from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import MeasureVersion

# Laws come into force within months of their publication; a later day has a typing error in the year.
LONGEST_NOTICE = timedelta(days=3 * 365)


def check_may_amend(newest: MeasureVersion, amended: MeasureVersion) -> None:
    """Require that an amendment starts after the newest version, has a legal basis and differs from it (plan §5).

    It must start within three years, because a later day would prevent every other amendment until then. Raises
    ActionDenied.
    """
    if amended.in_force_from > timezone.localdate() + LONGEST_NOTICE:
        raise ActionDenied(f"施行日期{chinese_date(amended.in_force_from)}在三年以后，请改正施行日期后再提交。")
    if amended.in_force_from <= newest.in_force_from:
        raise ActionDenied(
            f"施行日期须晚于现有最新文本的施行日期{chinese_date(newest.in_force_from)}，请核对依据文件后重新填写。"
        )
    if not amended.wording.strip():
        raise ActionDenied("请填写修订后的措施文本。")
    if not amended.legal_basis.strip():
        raise ActionDenied("请填写修订所依据的文件及文号。")
    if not amended.kinds:
        raise ActionDenied("请选择修订后的类型。")
    fields = ("wording", "sub_items", "condition", "legal_basis", "kinds")
    if all(getattr(newest, field) == getattr(amended, field) for field in fields):
        raise ActionDenied("修订后的文本、适用条件、依据和类型都与现有最新文本相同，没有可修订的内容。")
