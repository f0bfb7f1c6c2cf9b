"""The data sets: what each is, its fields, its rows, and a digest of the rows."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from publicity.models.publications import data_as_of
from publicity.open_data import rows
from publicity.open_data.fields import (
    CASE_FIELDS,
    CHANGE_FIELDS,
    ENTERPRISE_FIELDS,
    MEASURE_FIELDS,
    SCHEMA_VERSION,
    STATISTIC_FIELDS,
    Field,
    row_schema,
)
from publicity.open_data.rows import Rows

# Rows that are read from the database at once.
CHUNK = 5000
# The digest does not depend on the order of the rows.
DIGEST = (
    "SELECT md5(string_agg(row, '' ORDER BY row)) FROM (SELECT md5(data::text) AS row FROM ({}) AS data) AS digests"
)
LICENCE = (
    "依法公开的数据，可以免费使用、复制和传播。使用时请注明来源“信用济南”和数据日期；"
    "保存副本的，请按每日变动删除已移出的企业。"
)


@dataclass(frozen=True)
class Dataset:
    """A data set. `make_rows` takes a day where `is_daily`, otherwise None; `as_of` is the day of the data."""

    key: str
    title: str
    description: str
    fields: tuple[Field, ...]
    make_rows: Callable[[date | None], Rows]
    as_of: Callable[[], date | None] = timezone.localdate
    is_daily: bool = False

    def __str__(self) -> str:
        return self.title

    @property
    def schema_url(self) -> str:
        return reverse("publicity:open_data_schema", args=[SCHEMA_VERSION, self.key])

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the file in JSON."""
        text = {"type": "string"}
        properties = {
            "dataset": {"const": self.key},
            "schema_version": {"const": SCHEMA_VERSION},
            "schema": text,
            "licence": text,
            "as_of": {"type": ["string", "null"], "format": "date", "description": "数据截至的日期。"},
            "rows": {"type": "array", "items": row_schema(self.fields)},
        }
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": self.schema_url,
            "title": self.title,
            "description": self.description,
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }


DATASETS = {
    dataset.key: dataset
    for dataset in (
        Dataset(
            "enterprises",
            "联合激励对象名单",
            "已向社会公布、现在是联合激励对象的海关高级认证企业。",
            ENTERPRISE_FIELDS,
            lambda day: rows.enterprise_rows(),
            as_of=data_as_of,
        ),
        Dataset(
            "changes",
            "名单变动",
            f"最近{rows.KEPT_DAYS}天每天新增、变更和移出的企业。移出的企业只有日期和公布编号，供副本删除。",
            CHANGE_FIELDS,
            rows.change_rows,
            is_daily=True,
        ),
        Dataset("cases", "联合激励案例", "已公布的联合激励案例。", CASE_FIELDS, lambda day: rows.case_rows()),
        Dataset("measures", "激励措施", "今天施行的激励措施。", MEASURE_FIELDS, lambda day: rows.measure_rows()),
        Dataset(
            "statistics",
            "统计数字",
            "公布的企业、案例、措施实施和历次名单公布的数字。",
            STATISTIC_FIELDS,
            lambda day: rows.statistic_rows(),
        ),
    )
}


def count_rows(found: Rows) -> int:
    return found.count() if isinstance(found, QuerySet) else len(found)


def read_rows(found: Rows) -> Iterator[tuple[Any, ...]]:
    """Yield the rows; those of the database in chunks, inside of a transaction."""
    return found.iterator(chunk_size=CHUNK) if isinstance(found, QuerySet) else iter(found)


def fingerprint_of(dataset: Dataset, found: Rows, as_of: date | None) -> str:
    """Return the digest of the rows, their day and their schema: the files are the same as long as it is."""
    digest = hashlib.sha256(f"{SCHEMA_VERSION} {dataset.schema} {LICENCE} {as_of}".encode())
    if isinstance(found, QuerySet):
        statement, parameters = found.order_by().query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(DIGEST.format(statement), parameters)
            digest.update(str(cursor.fetchone()[0]).encode())
    else:
        digest.update(repr(found).encode())
    return digest.hexdigest()
