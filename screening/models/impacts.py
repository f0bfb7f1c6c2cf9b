"""What an import would do to certified enterprises, previewed before it is confirmed."""

from django.db import models

from blacklists.models import BlacklistImport
from roster.models import Enterprise
from screening.models.standings import current_standings


class Change(models.TextChoices):
    """The change that the confirmation of an import makes for an enterprise, by equal numbers alone."""

    BLOCKED = "blocked", "将被命中"
    FREED = "freed", "不再被命中"


class ImportImpactQuerySet(models.QuerySet["ImportImpact"]):
    def with_standings(self) -> "ImportImpactQuerySet":
        """Prefetch the enterprises and their current standings, in two queries."""
        return self.select_related("enterprise").prefetch_related(current_standings("enterprise__standings"))


class ImportImpact(models.Model):
    """A certified enterprise that an import which waits for its confirmation would block or free."""

    blacklist_import = models.ForeignKey(
        BlacklistImport, verbose_name="导入", on_delete=models.CASCADE, related_name="impacts"
    )
    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.CASCADE, related_name="+")
    change = models.CharField("变化", max_length=10, choices=Change.choices)

    objects = ImportImpactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入对企业的影响"
        ordering = ("change", "pk")
        constraints = [
            models.UniqueConstraint(fields=["blacklist_import", "enterprise"], name="import_impact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}{self.get_change_display()}"
