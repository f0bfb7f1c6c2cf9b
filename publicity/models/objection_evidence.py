"""Evidence (证明材料) that objectors attach, and the challenges that were used for filing an objection."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from foundation.postgres.states import ended_immutable
from publicity.models.objections import Objection


def objection_evidence_name(evidence: "ObjectionEvidence", filename: str) -> str:
    """Return the path under which the storage keeps evidence: a folder for each month.

    The storage appends a suffix where the path exists already. `filename` of the row is what the objector gave.
    """
    return f"objections/{timezone.localdate():%Y/%m}/evidence"


class ObjectionEvidenceQuerySet(models.QuerySet["ObjectionEvidence"]):
    def for_user(self, user: User) -> "ObjectionEvidenceQuerySet":
        """The files of the objections that the user may see, as long as they are kept. None of them is ever public."""
        return self.filter(objection__in=Objection.objects.for_user(user), erased_at=None)


class ObjectionEvidence(models.Model):
    """证明材料: one file of an objection. It is erased with the objector; the row says when."""

    objection = models.ForeignKey(Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField("文件", upload_to=objection_evidence_name, blank=True)
    filename = models.CharField("文件名", max_length=200, blank=True)
    added_at = models.DateTimeField("附件时间", auto_now_add=True)
    erased_at = models.DateTimeField("删除时间", null=True)

    objects = ObjectionEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议的证明材料"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(file="") & ~Q(filename="")
                | Q(erased_at__isnull=False, file="", filename=""),
                name="objection_evidence_has_file",
            )
        ]
        triggers = [
            ended_immutable(pgtrigger.Q(old__erased_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.filename


class UsedChallenge(models.Model):
    """A challenge (验证码) that was answered wrongly, or that an objection was filed with.

    `sha256` is the hash of what was filed with it, by which the same request, sent again, is recognised.
    """

    key = models.CharField(max_length=64, unique=True)
    objection = models.ForeignKey(Objection, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "用过的验证码"
        indexes = [models.Index(fields=["used_at"], name="used_challenge_used_at")]
