"""What the system administrator sets: years of the calendar, days that differ from them, and the site settings.

Rows are never changed. Of several rows for a year or a day, and of all rows of the site settings, the newest holds.
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from foundation.web.dates import chinese_date

# The longest term of stop advice and of an objection that the administrator may set, in working days.
LONGEST_TERM = 60
# The longest term for the confirmation of a month, in working days: it ends within the following month.
LONGEST_MONTH_TERM = 20
# The longest time in days, and in minutes, that the administrator may set for a reminder.
MOST_DAYS, MOST_MINUTES = 366, 24 * 60
# An account is idle after so many days at the least; fewer would name everybody after the holidays of the new year.
FEWEST_IDLE_DAYS = 14


class NewestQuerySet(models.QuerySet[Any]):
    def newest_of(self, field: str) -> "NewestQuerySet":
        """The newest row for each value of the field."""
        return self.order_by(field, "-pk").distinct(field)


class CalendarYear(models.Model):
    """The days off and the working weekends of a year. It takes the place of the shipped file of that year."""

    year = models.PositiveSmallIntegerField("年份")
    document_number = models.CharField("文号", max_length=50, help_text="如：国办发明电〔2025〕7号。")
    issued_on = models.DateField("印发日期")
    days = models.TextField("放假与上班的日子")
    loaded_by = models.ForeignKey(User, verbose_name="载入人", on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField("载入时间", auto_now_add=True)

    objects = NewestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度放假安排"
        ordering = ("-year", "-pk")

    def __str__(self) -> str:
        return f"{self.year}年放假安排（{self.document_number}）"


class CalendarException(models.Model):
    """例外: one day that is worked, or not, otherwise than its year's notice says."""

    day = models.DateField("日期")
    is_working = models.BooleanField("上班", choices=[(False, "放假"), (True, "上班")])
    document_number = models.CharField("文号", max_length=50)
    reason = models.CharField("事由", max_length=100, help_text="会显示在期限的说明中，如：抗旱调休。")
    added_by = models.ForeignKey(User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = NewestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "例外的日子"
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return f"{chinese_date(self.day)}{'上班' if self.is_working else '放假'}（{self.document_number}）"


class SiteSettings(models.Model):
    """站点设置: the texts that the public site states about itself, terms, and reminders.

    Each row is one version. Where no row was saved the environment gives the values (workdays/site_settings.py).
    """

    version = models.PositiveIntegerField("版本", unique=True, editable=False)
    organizer = models.CharField("主办单位", max_length=100)
    operator = models.CharField("承办单位", max_length=100, blank=True)
    phone = models.CharField("联系电话", max_length=50, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    site_code = models.CharField("网站标识码", max_length=50, blank=True)
    icp = models.CharField("ICP备案", max_length=50, blank=True, help_text="如：鲁ICP备12345678号。")
    police = models.CharField("公安备案", max_length=50, blank=True, help_text="如：鲁公网安备37010002000001号。")
    security_contact = models.CharField(
        "安全漏洞联系方式",
        max_length=200,
        blank=True,
        help_text="在 /.well-known/security.txt 公布；以 mailto:、https:// 或 tel: 开头。不填则不公布。",
        validators=[
            RegexValidator(r"^(?:mailto:|https://|tel:)\S+$", "请以 mailto:、https:// 或 tel: 开头，不含空格。")
        ],
    )
    stop_advice_term = models.PositiveSmallIntegerField(
        "停用建议的答复期限",
        help_text="工作日，1至60。自保存起发出的停用建议适用，已发出的期限不变。",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    notice_read_term = models.PositiveSmallIntegerField(
        "消息的阅读期限",
        help_text="工作日，1至60。超过期限未读的消息，由牵头单位督办。",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    report_decision_term = models.PositiveSmallIntegerField(
        "失信线索的处理期限",
        help_text="工作日，1至60。自保存起报送的线索适用，已报送的期限不变。",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    month_confirmation_term = models.PositiveSmallIntegerField(
        "每月实施情况的确认期限",
        help_text="工作日，1至20，自次月首日起算。自保存起开始确认的月份适用，已开始的期限不变。",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTH_TERM)],
    )
    advice_reminder_before = models.PositiveSmallIntegerField(
        "停用建议到期前多少个工作日提醒",
        help_text="工作日，1至60。期限将到、尚未答复的，提醒接收单位一次。",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    advice_reminder_after = models.PositiveSmallIntegerField(
        "停用建议逾期多少个工作日后催办",
        help_text="工作日，1至60。逾期仍未答复的，催办接收单位一次。",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    objection_term = models.PositiveSmallIntegerField(
        "异议的答复期限",
        help_text="工作日，1至60。自保存起登记的异议适用，已登记的期限不变。",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    blacklist_update_days = models.PositiveSmallIntegerField(
        "“黑名单”多少天未更新即提示",
        help_text="天，1至366。适用于命中即暂不纳入、没有另行约定更新周期的“黑名单”。",
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    report_again_days = models.PositiveSmallIntegerField(
        "多少天内再次报送线索须确认",
        help_text="天，1至366。同一单位对同一企业在这些天内报送过失信线索的，再次报送时请其确认。",
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    screening_alarm_minutes = models.PositiveSmallIntegerField(
        "交叉比对多少分钟未完成即提示",
        help_text="分钟，1至1440。逾期未完成的交叉比对在工作台提示。",
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )
    idle_account_days = models.PositiveSmallIntegerField(
        "账号多少天未登录即提示",
        help_text="天，14至366。超过这些天未登录的账号，在系统管理员的工作台提示。",
        validators=[MinValueValidator(FEWEST_IDLE_DAYS), MaxValueValidator(MOST_DAYS)],
    )
    ending_account_days = models.PositiveSmallIntegerField(
        "账号到期前多少天起提示",
        help_text="天，1至366。在系统管理员的工作台提示。",
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    publication_approval = models.BooleanField(
        "公布名单须另一人批准", help_text="勾选后，编制的名单由另一名信用管理人员批准后才公布。"
    )
    publish_returned = models.BooleanField(
        "恢复后自动公布",
        help_text="勾选后，公布过的企业恢复资格的，平台自动公布；不勾选的，列入待公布。暂不公布的企业除外。",
    )
    changed_by = models.ForeignKey(User, verbose_name="修改人", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "站点设置"
        ordering = ("-version",)
        constraints = [
            models.CheckConstraint(condition=Q(organizer__regex=r"\S"), name="site_has_organizer"),
            models.CheckConstraint(
                condition=Q(stop_advice_term__range=(1, LONGEST_TERM)), name="stop_advice_term_in_range"
            ),
            models.CheckConstraint(
                condition=Q(notice_read_term__range=(1, LONGEST_TERM)), name="notice_read_term_in_range"
            ),
            models.CheckConstraint(
                condition=Q(report_decision_term__range=(1, LONGEST_TERM)), name="report_term_in_range"
            ),
            models.CheckConstraint(
                condition=Q(month_confirmation_term__range=(1, LONGEST_MONTH_TERM)), name="month_term_in_range"
            ),
            models.CheckConstraint(
                condition=Q(objection_term__range=(1, LONGEST_TERM)), name="objection_term_in_range"
            ),
            models.CheckConstraint(
                condition=Q(
                    advice_reminder_before__range=(1, LONGEST_TERM),
                    advice_reminder_after__range=(1, LONGEST_TERM),
                    blacklist_update_days__range=(1, MOST_DAYS),
                    report_again_days__range=(1, MOST_DAYS),
                    screening_alarm_minutes__range=(1, MOST_MINUTES),
                    idle_account_days__range=(FEWEST_IDLE_DAYS, MOST_DAYS),
                    ending_account_days__range=(1, MOST_DAYS),
                ),
                name="reminders_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"站点设置第{self.version}版"
