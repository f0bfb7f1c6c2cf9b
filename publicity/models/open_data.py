"""The files of open data (数据开放): one row for each file that can be downloaded now."""

from django.db import models
from django.db.models import Q


class OpenDataFile(models.Model):
    """A file of a data set in one format; `day` is that of a difference between days, None for the whole set.

    It may be downloaded while the data is the same: `version` is the version of the public content, and the day, when
    this was last seen to be so, `fingerprint` a digest of the rows. `sha256` is that of the file, `size` its bytes.
    """

    dataset = models.CharField("数据集", max_length=20)
    day = models.DateField("变动的日期", null=True)
    format = models.CharField("格式", max_length=4)
    version = models.CharField("公众页面的版本", max_length=40)
    fingerprint = models.CharField("数据的摘要", max_length=64)
    as_of = models.DateField("数据截至", null=True)
    row_count = models.PositiveIntegerField("行数")
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("文件的SHA-256", max_length=64)
    file = models.FileField("文件", max_length=100)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "开放数据的文件"
        ordering = ("dataset", "day", "format")
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "day", "format"], nulls_distinct=False, name="open_data_file_once"
            ),
            models.CheckConstraint(condition=~Q(file=""), name="open_data_file_made"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset}/{self.day or 'latest'}.{self.format}"
