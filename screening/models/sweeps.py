"""The time of the last sweep, which sends waiting rows to workers again (docs/adr/0004)."""

from django.db import models
from django.db.models import Q


class Sweep(models.Model):
    """The last sweep: one row, updated by each sweep."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    at = models.DateTimeField("完成时间")

    class Meta:
        verbose_name = verbose_name_plural = "清扫"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sweep_one_row")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
