"""The texts of mails. They name no enterprise and no person: the name of a sole trader may be that of a person."""

from collections import Counter

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from feedback.models import Notice
from feedback.models.receipts import have_term, with_answers
from feedback.states import NoticeKind
from foundation.web.dates import chinese_date
from mailing.models import Mail

SITE = "海关高级认证企业联合激励"


def subject_of(mail: Mail) -> str:
    """Return the subject: how many notices, and whether some have a term."""
    count = mail.mailed.count()
    department = mail.mailbox.department
    if have_term(_notices(mail), department).exists():
        return f"{department}有须在期限内办理的消息（共{count}条）——{SITE}"
    return f"{department}有{count}条新消息——{SITE}"


def text_of(mail: Mail) -> str:
    """Return the text: how many notices of each kind, what is to answer, and the address of the portal."""
    day = f"截至{chinese_date(mail.digest_of)}，" if mail.digest_of else ""
    lines = "\n".join(f"· {line}" for line in _lines(mail))
    return (
        f"{mail.mailbox.department}：\n\n"
        f"{day}平台有发给您单位的消息：\n\n{lines}\n\n"
        f"请登录平台查看、办理：\n{settings.PORTAL_URL}{reverse('feedback:notice_list')}\n\n"
        f"邮件由平台于{chinese_date(timezone.localdate())}自动发送，请勿回复。不再接收的，请联系系统管理员。\n"
    )


def _lines(mail: Mail) -> list[str]:
    notices = list(with_answers(_notices(mail)))
    counts = Counter(notice.kind for notice in notices)
    lines = [f"{NoticeKind(kind).label}{count}条" for kind, count in counts.items()]
    if to_answer := sum(notice.to_answer for notice in notices):
        due_on = min(notice.answer_due_on for notice in notices if notice.answer_due_on)
        lines.append(f"其中停用建议{to_answer}项须答复，最早的期限是{chinese_date(due_on)}")
    return lines


def _notices(mail: Mail) -> QuerySet[Notice]:
    return Notice.objects.filter(mailed__mail=mail).order_by("pk")
