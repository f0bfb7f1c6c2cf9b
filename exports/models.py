"""Files of lists that workers make."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exports.files import Format

# The access of a list that everybody may see, as `accounts.access.public` sets it on the view.
PUBLIC = "public"


class Visitor(Protocol):
    """Who asks for a list: a user (accounts.User, which this package must not import), or Django's AnonymousUser."""

    pk: Any

    def has_perm(self, perm: str, /) -> bool: ...


def place_of(user: Visitor) -> tuple[str, int | None]:
    """The role and the department of the user; ("", None) for anybody else."""
    return getattr(user, "role", ""), getattr(user, "department_id", None)


class ExportQuerySet(models.QuerySet["Export"]):
    def waiting(self) -> "ExportQuerySet":
        """Those that a worker has yet to make."""
        return self.filter(made_at__isnull=True)

    def expired(self) -> "ExportQuerySet":
        """Those whose file is to be deleted."""
        return self.filter(expires_at__lte=timezone.now())

    def kept(self) -> "ExportQuerySet":
        """Those that wait, or whose file is still there."""
        return self.exclude(expires_at__lte=timezone.now())

    def public(self) -> "ExportQuerySet":
        """Those of lists that everybody may see."""
        return self.filter(owner_id__isnull=True)

    def of_owner(self, user: Visitor) -> "ExportQuerySet":
        """Those that this user asked for."""
        return self.filter(owner_id=user.pk)


class Export(models.Model):
    """One list with its filter as a file. The row is the queue (docs/adr/0004); a person has one in work at a time.

    It has no foreign keys, because users stand in a higher package. A public list belongs to nobody, and its file is
    for everybody.
    """

    owner_id = models.BigIntegerField("下载人编号", null=True, help_text="为空即公众。")
    owner_role = models.CharField("当时的角色", max_length=20, blank=True)
    owner_department_id = models.BigIntegerField("当时的成员单位编号", null=True)
    access = models.CharField("所需权限", max_length=100, help_text="查看该列表的权限；public即人人可看。")
    name = models.CharField("列表", max_length=200)
    path = models.CharField("列表的网址", max_length=200)
    query = models.TextField("筛选参数", blank=True, help_text="网址中的筛选参数。")
    filter_text = models.TextField("筛选", blank=True)
    format = models.CharField("格式", max_length=4, choices=Format.choices)
    asked_at = models.DateTimeField("下载时间", auto_now_add=True)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    made_at = models.DateTimeField("生成时间", null=True, help_text="为空即尚未生成。")
    row_count = models.PositiveIntegerField("行数", default=0)
    file = models.FileField("文件", max_length=100, blank=True, help_text="为空即尚未生成或未能生成。")
    expires_at = models.DateTimeField("保留至", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列表下载"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id"],
                condition=Q(made_at__isnull=True),
                nulls_distinct=False,
                name="export_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="export_format_known"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, expires_at__isnull=True, file="")
                | Q(made_at__isnull=False, expires_at__isnull=False),
                name="export_made_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_format_display()}）"

    def get_absolute_url(self) -> str:
        """The page that waits for the file; the pages are in higher packages."""
        return self._url("export_detail")

    @property
    def file_url(self) -> str:
        """The address of the file."""
        return self._url("export_file")

    def _url(self, route: str) -> str:
        return reverse(f"{'accounts' if self.owner_id else 'publicity'}:{route}", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.made_at is None

    @property
    def list_url(self) -> str:
        """The address of the list with its filter."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def is_of(self, parts: Mapping[str, Any]) -> bool:
        """Whether it is the export with these values of its fields."""
        return all(getattr(self, field) == value for field, value in parts.items())

    def may_be_read_by(self, user: Visitor) -> bool:
        """Whether the user may still see the list, in the role and the department for which the file was made."""
        if self.access == PUBLIC:
            return True
        return place_of(user) == (self.owner_role, self.owner_department_id) and user.has_perm(self.access)
