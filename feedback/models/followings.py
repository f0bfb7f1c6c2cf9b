"""关注: enterprises of which a user wants to know when they change."""

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from roster.models import Enterprise
from screening.models import Standing


def _newest_standing(field: str) -> Subquery:
    """The field of the newest standing of the followed enterprise."""
    standings = Standing.objects.filter(enterprise=OuterRef("enterprise"))
    return Subquery(standings.order_by("-pk").values(field)[:1])


def _newest_version(field: str) -> Subquery:
    """The field of the newest version of the followed enterprise."""
    versions = Enterprise.events.rel.related_model.objects.filter(pgh_obj=OuterRef("enterprise"))
    return Subquery(versions.order_by("-pk").values(field)[:1])


class FollowingQuerySet(models.QuerySet["Following"]):
    def changed(self) -> "FollowingQuerySet":
        """Those whose enterprise has another standing, name, number or address since the follower saw its page.

        Annotated with `changed_at`, the moment of the newest change.
        """
        known_at, created_at = _newest_standing("known_at"), _newest_version("pgh_created_at")
        newest = self.annotate(
            newest_standing=Coalesce(_newest_standing("pk"), 0),
            newest_version=Coalesce(_newest_version("pk"), 0),
            changed_at=Greatest(known_at, created_at),
        )
        return newest.exclude(seen_standing=F("newest_standing"), seen_version=F("newest_version"))

    def note_seen(self) -> int:
        """Note that the followers see the enterprises as they are now; return how many there are."""
        return self.update(
            seen_standing=Coalesce(_newest_standing("pk"), 0), seen_version=Coalesce(_newest_version("pk"), 0)
        )


class Following(models.Model):
    """One enterprise that one user follows, and the standing and the version that the user saw. Deleted where it ends.

    A version is an event of the enterprise's history. They are keys, 0 for none, and no moments: what is written by a
    transaction that began before the page was seen is a change after it.
    """

    user = models.ForeignKey(User, verbose_name="关注人", on_delete=models.CASCADE, related_name="followings")
    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="followings")
    seen_standing = models.BigIntegerField("看过的激励资格", default=0)
    seen_version = models.BigIntegerField("看过的企业版本", default=0)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "关注"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["user", "enterprise"], name="following_once")]

    def __str__(self) -> str:
        return f"{self.user}关注{self.enterprise}"
