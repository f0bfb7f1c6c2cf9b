"""Whether a mailbox is one of an office, and whether a mail may be sent again."""

from accounts.models import User
from foundation.denials import ActionDenied
from mailing.models import Mail
from mailing.states import MailState
from spreadsheets.pinyin_names import find_joined_names, is_pinyin_name

NOT_OF_AN_OFFICE = "这像是个人的邮箱（{reason}），请填写单位的公务邮箱。"


def check_address_of_office(address: str) -> None:
    """Require an address that is no number, no name in pinyin and not that of an account. Raises ActionDenied."""
    local = address.partition("@")[0]
    if local.replace("-", "").replace(".", "").isdigit():
        raise ActionDenied(NOT_OF_AN_OFFICE.format(reason="手机号码或账号数字"))
    if is_pinyin_name(local) or any(find_joined_names(local)):
        raise ActionDenied(NOT_OF_AN_OFFICE.format(reason="姓名的拼音"))
    if User.objects.filter(email__iexact=address).exists():
        raise ActionDenied(NOT_OF_AN_OFFICE.format(reason="已用于平台的个人账号"))


def check_may_send_again(mail: Mail) -> None:
    """Require a mail that failed."""
    if mail.state != MailState.FAILED:
        raise ActionDenied(f"{mail}：{mail.get_state_display()}，无须重新发送。")
