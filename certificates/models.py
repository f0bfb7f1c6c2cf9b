"""资格证明: the log, the hashes of its tree, its checkpoints with their cosignatures, and the certificates.

Rows are written once and never changed. Only a cosigning key is changed once: it is retired.
"""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.models import Department, User
from certificates.proofs import checkpoints
from certificates.proofs.files import Cosigner, Custody
from certificates.proofs.keys import VerifierKey
from certificates.proofs.notes import Note, Signature
from certificates.proofs.statements import ELIGIBLE, SALT_LENGTH, Statement, shown_number
from foundation.postgres.states import ended_immutable
from foundation.web.dates import chinese_date
from publicity.models import Publication
from roster.models import Enterprise
from screening.models import Standing


class EntryKind(models.TextChoices):
    """What an entry of the log records."""

    ELIGIBLE = ELIGIBLE, "开具资格证明"
    PUBLISHED = "published", "公布企业"
    WITHDRAWN = "withdrawn", "撤下公布"


class LogEntry(models.Model):
    """An entry of the log: `entry` is the SHA-256 of salt, number, kind and day, which is all that the public sees.

    The number is that of a certificate, or the key of a Publication.
    """

    index = models.PositiveBigIntegerField("序号", primary_key=True, help_text="自0起，连续。")
    kind = models.CharField("类别", max_length=20, choices=EntryKind.choices)
    number = models.CharField("编号", max_length=20)
    day = models.DateField("日期")
    salt = models.BinaryField("盐值", max_length=SALT_LENGTH)
    entry = models.BinaryField("内容的校验值", max_length=32)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "证明日志"
        ordering = ("index",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="log_entry_kind_known"),
            models.UniqueConstraint(fields=["number", "kind"], name="log_entry_once"),
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


class CosigningKeyQuerySet(models.QuerySet["CosigningKey"]):
    def active(self) -> "CosigningKeyQuerySet":
        """The keys that cosign: one of each office at most."""
        return self.filter(retired_at=None)

    def of(self, user: User) -> "CosigningKeyQuerySet":
        """The keys of the user's office. An auditor has no office, and neither have the keys of the auditor."""
        return self.filter(department=user.department)


class CosigningKey(models.Model):
    """会签密钥: with which a customs office, or the auditor, confirms that nothing was taken out of the log.

    A key that is kept in the portal stands in `sealed_key`, encrypted with a passphrase that only its holders know
    (certificates/sealing.py). Of every other key the portal has only the public half.
    """

    department = models.ForeignKey(
        Department,
        verbose_name="会签单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cosigning_keys",
        help_text="为空即审计。",
    )
    public_key = models.CharField(
        "公钥",
        max_length=300,
        unique=True,
        help_text="会签单位用 python -m certificates.new_key 名称 --type cosigner 生成密钥，这里填写其中的公钥。",
        error_messages={"unique": "这个公钥已经登记过。"},
    )
    sealed_key = models.TextField(
        "加密的私钥", blank=True, help_text="口令不存于平台；为空即由单位自持。", editable=False
    )
    registered_by = models.ForeignKey(User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    retired_at = models.DateTimeField("停用时间", null=True, editable=False)

    objects = CosigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会签密钥"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="cosigning_key_one_active",
            ),
        ]
        triggers = [ended_immutable(pgtrigger.Q(old__retired_at__isnull=False))]

    def __str__(self) -> str:
        return str(self.cosigner)

    @property
    def cosigner(self) -> Cosigner:
        """The key as it is published."""
        custody = Custody.SERVER if self.sealed_key else Custody.OWN
        return Cosigner(str(self.department or "审计"), custody, VerifierKey.parse(self.public_key))

    @property
    def key_id(self) -> str:
        """The id of the key, as pages show it."""
        return self.cosigner.key.id.hex()


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    def with_cosignatures(self) -> "CheckpointQuerySet":
        """Read the cosignatures with their keys and offices as well."""
        return self.prefetch_related(
            models.Prefetch("cosignatures", queryset=Cosignature.objects.select_related("key__department"))
        )

    def cosigned(self) -> "CheckpointQuerySet":
        """The checkpoints that somebody cosigned."""
        return self.filter(Exists(Cosignature.objects.filter(checkpoint=OuterRef("pk"))))

    def waiting_for(self, user: User) -> "CheckpointQuerySet":
        """The newest checkpoint, while the user's office has a key and has not cosigned it."""
        newest = Checkpoint.objects.order_by("-day").values("pk")[:1]
        keys = CosigningKey.objects.of(user)
        done = Cosignature.objects.filter(checkpoint=OuterRef("pk"), key__in=keys)
        return self.filter(Exists(keys.active()), ~Exists(done), pk=Subquery(newest))


class Checkpoint(models.Model):
    """检查点: the signed root of the log on a day, with which it is compared ever after (manage.py verify_log).

    `audit_head` is the head of the chain over the audit log at that moment (audit/chain.py).
    """

    day = models.DateField("日期", unique=True)
    size = models.PositiveBigIntegerField("项数")
    audit_head = models.CharField("审计日志的校验值", max_length=64, help_text="64个0即尚无封存的批次。")
    note = models.TextField("经签署的内容")
    made_at = models.DateTimeField("签署时间", auto_now_add=True)

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证明日志的检查点"
        ordering = ("day",)
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{chinese_date(self.day)}的检查点"

    @property
    def content(self) -> checkpoints.Checkpoint:
        """What was signed."""
        return checkpoints.Checkpoint.parse(Note.parse(self.note).text)

    @property
    def cosigned_note(self) -> Note:
        """The signed content with the cosignatures, which were read `with_cosignatures`."""
        note = Note.parse(self.note)
        for cosignature in self.cosignatures.all():
            note = note.with_signature(Signature.parse(cosignature.line))
        return note


class Cosignature(models.Model):
    """会签: the signature of an office's key under the checkpoint of a day; `line` is its line of the note."""

    checkpoint = models.ForeignKey(
        Checkpoint, verbose_name="检查点", on_delete=models.PROTECT, related_name="cosignatures"
    )
    key = models.ForeignKey(
        CosigningKey, verbose_name="会签密钥", on_delete=models.PROTECT, related_name="cosignatures"
    )
    line = models.TextField("会签内容")
    cosigned_at = models.DateTimeField("会签时间", help_text="会签所写明的时间。")
    recorded_by = models.ForeignKey(User, verbose_name="会签人", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会签"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["checkpoint", "key"], name="cosigned_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.key}对{self.checkpoint}的会签"


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
