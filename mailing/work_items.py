"""The mails that could not be sent, for the system administrator."""

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from mailing.models import Mail
from mailing.states import MailState


def waiting(user: User) -> list[Kind]:
    """Return the mails that failed."""
    if not user.has_perm("mailing.change_mail"):
        return []
    url = list_url("admin:mailing_mail_changelist", state__exact=MailState.FAILED)
    return [Kind("未能发送的邮件", url, Mail.objects.failed(), since="created_at")]
