"""The site settings in force: the newest that the administrator saved, otherwise the values of the environment."""

from django.conf import settings

from foundation.encryption import key_id
from workdays.cache import read
from workdays.models import SiteSettings

# What a government site has to state in its footer; 承办单位 is optional.
NEEDED = ("phone", "address", "site_code", "icp", "police")


def site_settings() -> SiteSettings:
    """Return the site settings in force. They are read once in a request or a task."""
    if read.site_settings is None:
        read.site_settings = SiteSettings.objects.first() or _of_the_environment()
    site: SiteSettings = read.site_settings
    return site


def _of_the_environment() -> SiteSettings:
    return SiteSettings(
        version=0,
        security_contact=settings.SECURITY_CONTACT,
        stop_advice_term=settings.STOP_ADVICE_TERM_WORKING_DAYS,
        notice_read_term=settings.NOTICE_READ_TERM_WORKING_DAYS,
        report_decision_term=settings.REPORT_DECISION_TERM_WORKING_DAYS,
        month_confirmation_term=settings.MONTH_CONFIRMATION_WORKING_DAYS,
        advice_reminder_before=settings.ADVICE_REMINDER_BEFORE,
        advice_reminder_after=settings.ADVICE_REMINDER_AFTER,
        objection_term=settings.OBJECTION_TERM_WORKING_DAYS,
        blacklist_update_days=settings.BLACKLIST_UPDATE_DAYS,
        report_again_days=settings.REPORT_AGAIN_DAYS,
        screening_alarm_minutes=settings.SCREENING_ALARM_MINUTES,
        idle_account_days=settings.ACCOUNT_IDLE_DAYS,
        ending_account_days=settings.ACCOUNT_ENDING_DAYS,
        publication_approval=settings.PUBLICATION_APPROVAL,
        publish_returned=settings.PUBLISH_RETURNED,
        **settings.SITE,
    )


def missing_texts() -> list[str]:
    """Return the names of the texts of the footer that are empty."""
    site = site_settings()
    return [str(SiteSettings._meta.get_field(name).verbose_name) for name in NEEDED if not getattr(site, name)]


def _mail_server() -> str:
    if settings.EMAIL_HOST:
        return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return "演示环境，邮件只存为文件" if settings.MAIL_IN_USE else "未设置，密码链接由人工转交"


def set_in_the_environment() -> list[tuple[str, str]]:
    """Return label and text of what only the environment sets: mail, and the ids of the keys; never a secret."""
    first, *others = map(key_id, settings.DATA_KEYS)
    return [
        ("邮件服务器", _mail_server()),
        ("发件人", settings.DEFAULT_FROM_EMAIL),
        ("邮件密码", "已设置" if settings.EMAIL_HOST_PASSWORD else "未设置"),
        ("加密所用密钥的编号", first),
        ("仅供解密的旧密钥编号", "、".join(others) or "无"),
    ]
