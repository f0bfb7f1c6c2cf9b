"""What an import would do to certified enterprises, previewed before it is confirmed."""

import pgtrigger
from django.db import models

from approvals.triggers import approved
from blacklists.models import BlacklistImport
from roster.models import Enterprise
from screening.models.standings import current_standings


class Change(models.TextChoices):
    """The change that the confirmation of an import makes for an enterprise.

    BLOCKED and FREED compare the hits that count before and after it: equal numbers that are not dismissed, and
    confirmed decisions that stay valid. WEAKENED: an excluding blacklist still names the enterprise, but for a shorter
    time than before, or a possible match may no longer match once names have been compared.
    """

    BLOCKED = "blocked", "将被命中"
    FREED = "freed", "不再被命中"
    WEAKENED = "weakened", "的命中将提前终止或可能不再成立"


# Where the match policy requires two users for a dismissal, so does an import by which hits end.
CONFIRMED_BY_TWO = f"""
    IF (NEW.approval_id IS NOT NULL
            OR EXISTS (SELECT FROM screening_matchpolicy WHERE approval_rule = 'all')
            AND EXISTS (SELECT FROM blacklists_blacklist WHERE id = NEW.blacklist_id AND excludes)
            AND EXISTS (SELECT FROM screening_importimpact WHERE blacklist_import_id = NEW.id AND change <> 'blocked'))
        AND NOT EXISTS (
            {approved("NEW.approval_id", "blacklists.BlacklistImport")} AND decided_by_id = NEW.confirmed_by_id
        )
    THEN
        RAISE EXCEPTION 'import_confirmed_by_two: another user approves an import that ends hits'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'import_confirmed_by_two';
    END IF;
    RETURN NEW;
"""  # noqa: S608 no part of it comes from outside


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

    @property
    def may_lose_hits(self) -> bool:
        """Whether the enterprise loses hits, or its hits end earlier or may no longer match."""
        return self.change != Change.BLOCKED


class ConfirmedImport(BlacklistImport):
    """The guard of the confirmation of an import. A proxy, because the trigger reads tables of this package."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "“黑名单”导入的确认"
        triggers = [
            pgtrigger.Trigger(
                name="import_confirmed_by_two",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(old__status="confirmed") & pgtrigger.Q(new__status="confirmed"),
                func=CONFIRMED_BY_TWO,
            )
        ]
