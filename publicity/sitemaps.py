"""The site map for search engines: the public pages, enterprises and cases, nothing that is not public."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from publicity.models import IncentiveCase, Publication

# The pages that change with the list.
OF_THE_LIST = {f"publicity:{name}" for name in ("home", "enterprise_list", "update_list", "open_data")}


class PageSitemap(Sitemap):
    """The pages without a parameter."""

    def items(self) -> list[str]:
        own = (
            "home",
            "enterprise_list",
            "update_list",
            "measure_list",
            "case_list",
            "plan",
            "rules_list",
            "site_map",
            "accessibility",
            "open_data",
        )
        return [*(f"publicity:{name}" for name in own), "certificates:verification", "reports:public_clock"]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> datetime | None:
        return self.list_changed_at if item in OF_THE_LIST else None

    @cached_property
    def list_changed_at(self) -> datetime | None:
        """The moment at which an enterprise last joined the list or left it."""
        moments = Publication.objects.aggregate(Max("published_at"), Max("withdrawn_at"), Max("ended_at"))
        return max(filter(None, moments.values()), default=None)


class EnterpriseSitemap(Sitemap):
    """The pages of the visible enterprises."""

    limit = 10_000

    def items(self) -> QuerySet[Publication]:
        return Publication.objects.visible().select_related("enterprise").order_by("pk")

    def location(self, item: Publication) -> str:
        return reverse("publicity:enterprise_detail", args=[item.enterprise.uscc])

    def lastmod(self, item: Publication) -> datetime:
        return item.published_at


class CaseSitemap(Sitemap):
    """The pages of the visible cases."""

    def items(self) -> QuerySet[IncentiveCase]:
        return IncentiveCase.objects.visible().order_by("pk")

    def location(self, item: IncentiveCase) -> str:
        return reverse("publicity:case_detail", args=[item.pk])

    def lastmod(self, item: IncentiveCase) -> datetime | None:
        return item.published_at


SITEMAPS: dict[str, Any] = {"pages": PageSitemap, "enterprises": EnterpriseSitemap, "cases": CaseSitemap}
