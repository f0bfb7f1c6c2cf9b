"""资格证明: the log, the hashes of its tree, and the certificates. Rows are written once and never changed."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from certificates.proofs.notes import Note
from certificates.proofs.statements import ELIGIBLE, SALT_LENGTH, Statement, shown_number
from foundation.web.dates import chinese_date
from publicity.models import Publication
from roster.models import Enterprise
from screening.models import Standing


class EntryKind(models.TextChoices):
    """What an entry of the log records."""

    ELIGIBLE = ELIGIBLE, "开具资格证明"


class LogEntry(models.Model):
    """An entry of the log: `entry` is the SHA-256 of salt, number, kind and day, which is all that the public sees."""

    index = models.PositiveBigIntegerField("序号", primary_key=True, help_text="自0起，连续。")
    kind = models.CharField("类别", max_length=20, choices=EntryKind.choices)
    number = models.CharField("编号", max_length=20, unique=True)
    day = models.DateField("日期")
    salt = models.BinaryField("盐值", max_length=SALT_LENGTH)
    entry = models.BinaryField("内容的校验值", max_length=32)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "证明日志"
        ordering = ("index",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="log_entry_kind_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="log_entry_at_the_end",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.index <> (SELECT coalesce(max(index) + 1, 0) FROM certificates_logentry) THEN
                        RAISE EXCEPTION 'an entry is added at the end of the log';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"日志第{self.index + 1}项"


class LogNode(models.Model):
    """The hash over a complete subtree of 2**level entries (certificates/proofs/tlog.py)."""

    level = models.PositiveSmallIntegerField("层")
    index = models.PositiveBigIntegerField("序号")
    hash = models.BinaryField("校验值", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "证明日志的节点"
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="log_node_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"第{self.level}层第{self.index}个节点"


class Checkpoint(models.Model):
    """检查点: the signed root of the log on a day, with which it is compared ever after (manage.py verify_log)."""

    day = models.DateField("日期", unique=True)
    size = models.PositiveBigIntegerField("项数")
    note = models.TextField("经签署的内容")
    made_at = models.DateTimeField("签署时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "证明日志的检查点"
        ordering = ("day",)
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{chinese_date(self.day)}的检查点"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def with_status(self) -> "CertificateQuerySet":
        """Annotate whether the enterprise `is_listed` in public, and whether the record of the day `is_corrected`.

        A loss on the day itself corrects nothing: the certificate was true when it was issued.
        """
        listed = Publication.objects.visible().filter(enterprise=OuterRef("enterprise")).order_by()
        eligible, day = Standing.objects.eligible().filter(enterprise=OuterRef("enterprise")), OuterRef("entry__day")
        settled, now = eligible.standing_on(day, OuterRef("settled_at")), eligible.standing_on(day)
        return self.annotate(is_listed=Exists(listed), is_corrected=Exists(settled) & ~Exists(now))

    def numbered(self, number: str) -> "CertificateQuerySet":
        """The certificate with the number, as `clean_number` returns it, with what its pages show."""
        return self.filter(entry__number=number).select_related("entry", "enterprise", "issued_by__department")


class Certificate(models.Model):
    """资格证明: that an enterprise was a joint-incentive target on a day.

    `note` is the signed statement with the name that the enterprise had on the day; `standing` is what it rests on.
    What becomes known of the day after `settled_at`, the end of the day or the later moment of issue, is a correction.
    """

    entry = models.OneToOneField(
        LogEntry, verbose_name="日志", on_delete=models.PROTECT, primary_key=True, related_name="certificate"
    )
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="certificates"
    )
    standing = models.ForeignKey(Standing, verbose_name="依据的资格", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("当日情况以此为准的时刻")
    status_index = models.PositiveIntegerField("状态清单中的位置", unique=True)
    note = models.TextField("经签署的内容")
    issued_by = models.ForeignKey(User, verbose_name="开具人", on_delete=models.PROTECT, related_name="+")

    # Annotated by `with_status`.
    is_listed: bool
    is_corrected: bool

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资格证明"
        ordering = ("-entry",)
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.enterprise}{chinese_date(self.day)}的资格证明"

    @property
    def number(self) -> str:
        """The number as people read it."""
        return shown_number(self.entry.number)

    @property
    def day(self) -> date:
        return self.entry.day

    @property
    def statement(self) -> Statement:
        """What the certificate states."""
        return Statement.parse(Note.parse(self.note).text)[1]
