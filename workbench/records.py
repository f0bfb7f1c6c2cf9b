"""What was done in the last seven days, and the latest approvals, for the auditor."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import attrgetter, methodcaller, or_
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from approvals.models import Approval
from audit.models import AuditEvent
from audit.types import EventKind, EventType
from audit.wording import details_text, target_type
from foundation.days import start_of
from foundation.web.work_items import list_url
from workbench.filters import changes_of_rights

SHOWN, DAYS = 8, 7
Columns = Mapping[str, Callable[[Any], object]]
"""Heading of a column → function that returns its value for a row."""


@dataclass(frozen=True)
class RecordTable:
    """The newest rows of one kind, the newest first: each row is a list of heading and value.

    `count` is the number of all rows of the kind, and `url` the list that has them; "" where no list has.
    """

    title: str
    rows: list[list[tuple[str, object]]]
    count: int
    url: str = ""

    @property
    def headings(self) -> list[str]:
        return [heading for heading, value in self.rows[0]]


@dataclass(frozen=True)
class Kind:
    """A kind of events: its title, its condition, the filter of the audit list that finds it, and its columns."""

    title: str
    condition: Q
    query: Mapping[str, object]
    columns: Columns


def _of_type(title: str, type: EventType, **columns: Callable[[Any], object]) -> Kind:
    return Kind(title, Q(type=type), {"type": type.value}, {**WHEN_AND_WHO, **columns})


def _actor(event: AuditEvent) -> str:
    return f"{event.actor_department}{event.actor_name or '平台'}"


def _what_was_taken(event: AuditEvent) -> str:
    """The list, or what a file belongs to."""
    return details_text(event) if event.type == EventType.LIST_DOWNLOADED else event.target_text


WHEN_AND_WHO: Columns = {"时间": attrgetter("at"), "操作人": _actor}
TARGET = attrgetter("target_text")
KINDS = (
    Kind(
        "近7天账号的角色、单位、启用、有效期的变更",
        changes_of_rights(),
        {"rights": "true"},
        {**WHEN_AND_WHO, "账号": TARGET, "变更": details_text},
    ),
    _of_type("近7天重设的密码", EventType.PASSWORD_RESET, 账号=TARGET),
    _of_type("近7天取消的资格", EventType.ENTERPRISE_REVOKED, 企业=TARGET, 详情=details_text),
    Kind(
        "近7天的下载",
        Q(kind=EventKind.DOWNLOAD),
        {"kind": EventKind.DOWNLOAD.value},
        {**WHEN_AND_WHO, "内容": _what_was_taken},
    ),
)
ACTS: Columns = {
    **WHEN_AND_WHO,
    "操作": methodcaller("get_type_display"),
    "对象": lambda event: f"{target_type(event)}：{event.target_text}",
}
APPROVALS: Columns = {
    "提出人": attrgetter("proposed_by"),
    "提出时间": attrgetter("proposed_at"),
    "事项": lambda approval: apps.get_model(approval.subject_type)._meta.verbose_name,
    "理由": attrgetter("reason"),
    "结果": methodcaller("get_state_display"),
    "复核人": attrgetter("decided_by"),
    "复核时间": attrgetter("decided_at"),
}


def records() -> dict[str, list[RecordTable]]:
    """Return the tables that have rows, and those that have none."""
    tables = [*_of_the_week(), *_latest()]
    return {
        "shown": [table for table in tables if table.rows],
        "empty": [table for table in tables if not table.rows],
    }


def _of_the_week() -> list[RecordTable]:
    """Return the events of each kind of the last seven days, today included."""
    first = timezone.localdate() - timedelta(days=DAYS - 1)
    events = AuditEvent.objects.filter(at__gte=start_of(first))
    return [
        RecordTable(
            kind.title,
            _rows(events.filter(kind.condition)[:SHOWN], kind.columns),
            events.filter(kind.condition).count(),
            list_url("workbench:audit_list", **kind.query, since=first),
        )
        for kind in KINDS
    ]


def _latest() -> list[RecordTable]:
    """Return the newest approvals, and the newest acts of other kinds than those of the week."""
    shown = reduce(or_, (kind.condition for kind in KINDS))
    acts = AuditEvent.objects.filter(kind__in=[EventKind.ACT, EventKind.ACCOUNT]).exclude(shown)[:SHOWN]
    approvals = Approval.objects.select_related("proposed_by", "decided_by")[:SHOWN]
    tables = {"最近的双人复核": _rows(approvals, APPROVALS), "最近的其他操作": _rows(acts, ACTS)}
    return [RecordTable(title, rows, len(rows)) for title, rows in tables.items()]


def _rows(found: Iterable[Any], columns: Columns) -> list[list[tuple[str, object]]]:
    return [[(heading, value_of(row)) for heading, value_of in columns.items()] for row in found]
